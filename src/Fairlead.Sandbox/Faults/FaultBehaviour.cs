using System.Text.Json.Serialization;

namespace Fairlead.Sandbox.Faults;

/// <summary>Whether the request's work is done before it goes wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultTime>))]
public enum FaultTime
{
    BeforeCommit,
    AfterCommit,
}

/// <summary>How a bulk answer lies.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BulkLie>))]
public enum BulkLie
{
    /// <summary>Successes in a random order.</summary>
    Shuffled,

    /// <summary>Elements created in a random order: the answer's ids rise, and are not those of the elements in their order.</summary>
    Reordered,

    /// <summary>The last success is missing.</summary>
    Short,

    /// <summary>One success too many, of an issue that does not exist.</summary>
    Extra,

    /// <summary>The first failed element is told twice.</summary>
    DuplicateFailure,

    /// <summary>A failed element beyond the end of the request.</summary>
    FailureOutOfRange,

    /// <summary>A failed element with a negative number.</summary>
    FailureNegative,
}

/// <summary>What a request meets. The JSON name in <c>kind</c> is the same word in camel case.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Drop), "drop")]
[JsonDerivedType(typeof(LateCommit), "lateCommit")]
[JsonDerivedType(typeof(Stall), "stall")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(LoginPage), "loginPage")]
[JsonDerivedType(typeof(Redirect), "redirect")]
[JsonDerivedType(typeof(RateLimited), "rateLimited")]
[JsonDerivedType(typeof(Truncate), "truncate")]
[JsonDerivedType(typeof(Drip), "drip")]
[JsonDerivedType(typeof(GzipBomb), "gzipBomb")]
[JsonDerivedType(typeof(BulkCommitThenDrop), "bulkCommitThenDrop")]
[JsonDerivedType(typeof(BulkPartial), "bulkPartial")]
[JsonDerivedType(typeof(BulkAnswer), "bulkAnswer")]
[JsonDerivedType(typeof(Unauthorized), "unauthorized")]
[JsonDerivedType(typeof(Captcha), "captcha")]
[JsonDerivedType(typeof(Slow), "slow")]
public abstract record FaultBehaviour
{
    private FaultBehaviour()
    {
    }

    /// <summary>The connection is reset: before any work, or after it so that only the answer is lost.</summary>
    public sealed record Drop(FaultTime Time = FaultTime.AfterCommit) : FaultBehaviour;

    /// <summary>The work is done only after the delay, even if the client has gone by then; whoever still waits is answered.</summary>
    public sealed record LateCommit(TimeSpan Delay) : FaultBehaviour;

    /// <summary>Nothing is ever answered; the connection stays open until the client closes it.</summary>
    public sealed record Stall(FaultTime Time = FaultTime.BeforeCommit) : FaultBehaviour;

    /// <summary>This status and body instead of Jira's.</summary>
    public sealed record Answer(
        int Status,
        string Body = "",
        string ContentType = "application/json;charset=UTF-8",
        FaultTime Time = FaultTime.BeforeCommit,
        IReadOnlyDictionary<string, string>? Headers = null) : FaultBehaviour;

    /// <summary>200 and a page of HTML, as a proxy in between gives to whoever is not signed in there.</summary>
    public sealed record LoginPage(FaultTime Time = FaultTime.BeforeCommit) : FaultBehaviour;

    /// <summary>3xx. A location that starts with a slash is on this host; null points the request at itself.</summary>
    public sealed record Redirect(
        int Status = 302, string? Location = "/login.jsp", FaultTime Time = FaultTime.BeforeCommit) : FaultBehaviour;

    /// <summary>429 with Jira's headers.</summary>
    /// <param name="RetryAfter">Sent as given, sense or nonsense; null leaves the header out.</param>
    /// <param name="Reason">Cloud's <c>RateLimit-Reason</c>; null leaves it out.</param>
    public sealed record RateLimited(
        string? RetryAfter = "1", string? Reason = "jira-burst-based", FaultTime Time = FaultTime.BeforeCommit) : FaultBehaviour;

    /// <summary>The work is done; the answer ends after so many bytes, with the full length announced or with none.</summary>
    public sealed record Truncate(int Bytes, bool AnnounceLength = true) : FaultBehaviour;

    /// <summary>The work is done; headers come at once, the body a few bytes at a time.</summary>
    public sealed record Drip(TimeSpan Interval, int BytesEach = 1) : FaultBehaviour;

    /// <summary>The work is done; the answer is gzip that unpacks to so many bytes.</summary>
    public sealed record GzipBomb(long UnpackedBytes = 200_000_000) : FaultBehaviour;

    /// <summary>Only the first elements of a bulk create are done, then the connection is reset.</summary>
    public sealed record BulkCommitThenDrop(int Count) : FaultBehaviour;

    /// <summary>These elements of a bulk create are refused, the others done.</summary>
    /// <param name="Seed">Of the random order in which the others are done; null for the order of the request.</param>
    public sealed record BulkPartial(
        IReadOnlyList<int> FailedElements, string Message = "Refused by a fault.", int? Seed = null) : FaultBehaviour;

    /// <summary>The bulk is done truly; its answer is not true, or not in order.</summary>
    /// <param name="Seed">Of the random order, where there is one.</param>
    public sealed record BulkAnswer(BulkLie Lie, int Seed = 1) : FaultBehaviour;

    /// <summary>401 as the edition gives for a token that is expired or revoked.</summary>
    public sealed record Unauthorized : FaultBehaviour;

    /// <summary>403 with the headers that ask for a captcha.</summary>
    public sealed record Captcha : FaultBehaviour;

    /// <summary>The ordinary answer, later.</summary>
    public sealed record Slow(TimeSpan Delay) : FaultBehaviour;
}
