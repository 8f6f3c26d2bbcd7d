using Fairlead.Jira.Issues;
using Fairlead.Jira.Limits;
using Fairlead.Jira.RichText;
using Fairlead.Jira.Transport;
using Fairlead.Kernel;

namespace Fairlead.Jira.Tests;

/// <summary>One ordinary instance of each thing; a test changes what it is about.</summary>
internal static class Sample
{
    public static readonly JiraCredential CloudToken = new JiraCredential.CloudApiToken("bot@example.com", new SecretText("t" + "ok-1"));

    public static readonly JiraCredential Pat = new JiraCredential.PersonalAccessToken(new SecretText("p" + "at-1"));

    public static readonly IssueDraft Draft = new()
    {
        Project = "SEC",
        IssueTypeId = "10001",
        Summary = "openssl is old",
        Description = RichDocument.FromPlainText("Please update."),
        Labels = ["fl-abc"],
        PriorityId = "2",
    };

    /// <summary>No waiting, real time.</summary>
    public static JiraClientOptions Options { get; } = new() { CallTimeout = TimeSpan.FromSeconds(10), MaxLimitedResends = 0 };
}

/// <summary>A client over loopback with everything in reach of the test.</summary>
internal sealed class ClientUnderTest : IJiraCallObserver, IDisposable
{
    private readonly List<JiraCall> _calls = [];

    public ClientUnderTest(
        Uri url,
        JiraEdition edition = JiraEdition.Cloud,
        JiraCredential? credential = null,
        JiraClientOptions? options = null,
        TimeProvider? clock = null,
        JiraTransportOptions? transport = null,
        JiraLimiterOptions? limits = null,
        string? cloudId = null)
    {
        clock ??= TimeProvider.System;
        Transport = new(transport ?? new() { Addresses = new() { AllowLoopback = true } });
        Limiter = new(limits ?? new() { Jitter = () => 0.5 }, clock);
        Client = new(
            new JiraSite(url, edition, cloudId),
            credential ?? (edition == JiraEdition.Cloud ? Sample.CloudToken : Sample.Pat),
            Transport,
            Limiter,
            this,
            options ?? Sample.Options,
            clock);
    }

    public JiraClient Client { get; }

    public JiraTransport Transport { get; }

    public JiraLimiter Limiter { get; }

    public IReadOnlyList<JiraCall> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    public void OnCall(JiraCall call)
    {
        lock (_calls)
            _calls.Add(call);
    }

    public void Dispose()
    {
        Limiter.Dispose();
        Transport.Dispose();
    }
}
