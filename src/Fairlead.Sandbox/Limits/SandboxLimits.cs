namespace Fairlead.Sandbox.Limits;

/// <summary>Which of Jira's rate limits apply (developer.atlassian.com rate limiting, read 2026-08-12).</summary>
public sealed record SandboxLimits
{
    public static SandboxLimits None { get; } = new();

    /// <summary>What Atlassian enforces for API tokens on Cloud, and an administrator's usual choice on Data Center.</summary>
    public static SandboxLimits Atlassian { get; } = new()
    {
        CloudBurst = new CloudBurstLimit(),
        CloudIssueWrites = new CloudIssueWriteLimit(),
        DataCenter = new DataCenterLimit(),
    };

    /// <summary>Requests per second for each endpoint and method.</summary>
    public CloudBurstLimit? CloudBurst { get; init; }

    /// <summary>Writes to one issue.</summary>
    public CloudIssueWriteLimit? CloudIssueWrites { get; init; }

    /// <summary>Data Center's token bucket per user.</summary>
    public DataCenterLimit? DataCenter { get; init; }
}

/// <summary>Requests per second, by method; the bucket holds one second's worth.</summary>
public sealed record CloudBurstLimit(int Get = 100, int Post = 100, int Put = 50, int Delete = 50, int GetIssue = 150);

/// <summary>Writes to one issue per 2 s and per 30 s.</summary>
public sealed record CloudIssueWriteLimit(int PerTwoSeconds = 20, int PerThirtySeconds = 100);

/// <param name="BucketSize">Requests that may be saved up.</param>
/// <param name="FillRate">Requests added each interval.</param>
public sealed record DataCenterLimit(int BucketSize = 60, int FillRate = 10, int IntervalSeconds = 1);
