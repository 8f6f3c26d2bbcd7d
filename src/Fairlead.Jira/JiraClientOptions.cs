namespace Fairlead.Jira;

/// <summary>Limits and hosts of one client. The defaults suit a real Jira.</summary>
public sealed record JiraClientOptions
{
    /// <summary>Atlassian's gateway, for scoped tokens and client credentials on Cloud.</summary>
    public Uri GatewayUrl { get; init; } = new("https://api.atlassian.com");

    /// <summary>Atlassian's authorisation server, for client credentials on Cloud.</summary>
    public Uri AuthorisationUrl { get; init; } = new("https://auth.atlassian.com");

    /// <summary>One deadline over sending, headers and body of one attempt; the time waited for the limiter does not count.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for uploads and downloads of files.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Largest body of an answer to a read, after decompression.</summary>
    public int MaxReadBytes { get; init; } = 32 << 20;

    /// <summary>Largest body of an answer to an effectful call, after decompression.</summary>
    public int MaxWriteAnswerBytes { get; init; } = 1 << 20;

    /// <summary>How often a call that was limited (429) is sent again by the client itself before the caller is told.</summary>
    public int MaxLimitedResends { get; init; } = 3;

    /// <summary>The longest pause that the client itself waits out after a 429; a longer one is the caller's to schedule.</summary>
    public TimeSpan MaxLimitedWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long <see cref="JiraClient.ThroughHiccups"/> waits before each further try of a call: as many tries as waits. Each wait is
    /// lengthened by chance to at most twice as long, so that several workers do not come back at once.
    /// </summary>
    public IReadOnlyList<TimeSpan> HiccupWaits { get; init; } = [TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500)];

    /// <summary>An OAuth token is renewed this long before it expires.</summary>
    public TimeSpan TokenRenewalMargin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Sent as User-Agent, <c>product/version</c>.</summary>
    public string UserAgent { get; init; } = "fairlead/" + typeof(JiraClientOptions).Assembly.GetName().Version!.ToString(3);
}
