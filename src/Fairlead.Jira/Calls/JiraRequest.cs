using System.Text.Json.Nodes;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Calls;

/// <summary>One call as a resource asks for it.</summary>
internal sealed record JiraRequest(HttpMethod Method, JiraRoute Route)
{
    /// <summary>The body; every effectful call has one, be it empty (reliability fact E1).</summary>
    public JiraBody? Body { get; init; }

    /// <summary>Whether it changes something in Jira: then it is never sent again unless it provably was not done.</summary>
    public bool IsEffect { get; init; }

    /// <summary>What must still hold when an effectful call goes out.</summary>
    public SendCondition? Condition { get; init; }

    /// <summary>The issue that it writes to, for the limit on writes per issue.</summary>
    public string? WrittenIssue { get; init; }

    public bool IsUpload { get; init; }

    /// <summary>Answered with a file as it is, of at most so many bytes; <see langword="null"/> for everything else, which is JSON.</summary>
    public int? MaxFileBytes { get; init; }

    /// <summary>Asked once with the first bytes of a file that is longer; where it says no, the rest is not read.</summary>
    public FileHead? Head { get; init; }

    /// <summary>Of the answer to a read; <see langword="null"/>: as the client's options say.</summary>
    public int? MaxReadBytes { get; init; }

    /// <summary>Sent without a credential, where that can be.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Whether a 429 may come after a part was done (bulk create): then it is not sent again by itself.</summary>
    public bool MayBeDoneInPart { get; init; }

    /// <summary>Whether a short failure is waited out, where trying again is safe.</summary>
    public bool BearsHiccups { get; init; }

    public static JiraRequest Get(JiraRoute route) => new(HttpMethod.Get, route);

    /// <summary>A POST that only reads, such as a search.</summary>
    public static JiraRequest Ask(JiraRoute route, JsonNode body) =>
        new(HttpMethod.Post, route) { Body = JiraBody.Json(body) };

    public static JiraRequest Effect(HttpMethod method, JiraRoute route, JsonNode? body, string? writtenIssue = null) =>
        new(method, route) { Body = JiraBody.Json(body), IsEffect = true, WrittenIssue = writtenIssue };

    /// <summary>With a body of no bytes, without which nobody could tell whether it was sent, nor hold it back at the last moment.</summary>
    public static JiraRequest Delete(JiraRoute route, string writtenIssue) =>
        new(HttpMethod.Delete, route) { Body = JiraBody.Empty, IsEffect = true, WrittenIssue = writtenIssue };
}

/// <summary>The beginning of a file, by which it is decided whether the rest is read.</summary>
/// <param name="Bytes">So many at least are there when <paramref name="IsWanted"/> is asked; a shorter file is read without asking.</param>
internal sealed record FileHead(int Bytes, Func<ReadOnlyMemory<byte>, bool> IsWanted);

/// <summary>A body that can be sent again: bytes, or a file of a form.</summary>
internal sealed record JiraBody(ReadOnlyMemory<byte> Bytes, string MediaType, string? FileName = null)
{
    public static JiraBody Empty { get; } = new(ReadOnlyMemory<byte>.Empty, "application/json");

    public static JiraBody Json(JsonNode? node) => new(node is null ? "{}"u8.ToArray() : JiraJson.Bytes(node), "application/json");
}
