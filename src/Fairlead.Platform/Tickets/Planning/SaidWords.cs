using System.Globalization;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>By what a comment that a person says is recognised, should the same request come again. Pure.</summary>
/// <param name="At">UTC. When it is asked for.</param>
internal sealed record SaidWords(string Key, DateTimeOffset At)
{
    /// <summary>The same words by the same person are one comment when they come within it of each other: a button that was pressed twice, an answer that was lost.</summary>
    public static readonly TimeSpan RetryWithin = TimeSpan.FromMinutes(10);

    private const string Prefix = "said/";

    /// <summary>Kept with the comment.</summary>
    public string Reference => $"{Key}/{At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";

    public static SaidWords Of(string marker, Actor actor, string text, DateTimeOffset at)
    {
        var buffer = new ByteBuffer();
        buffer.Add((int)actor.Kind);
        buffer.Add(actor.Id ?? "");
        buffer.Add(actor.Name);
        buffer.Add(text.Trim());
        return new($"{Prefix}{marker}/{buffer.Hash():x32}", at);
    }

    /// <summary>A person said it through Fairlead, whose account is the comment's author.</summary>
    public static bool IsOne(string reference) => reference.StartsWith(Prefix, StringComparison.Ordinal);

    /// <param name="reference">Of a comment that is there. Nodes' clocks may differ, so that it may be of a later time.</param>
    public bool IsRetryOf(string reference) =>
        reference.StartsWith($"{Key}/", StringComparison.Ordinal) && AtOf(reference) is { } at && (At - at).Duration() < RetryWithin;

    /// <summary>When a comment was asked for, to the second.</summary>
    /// <returns><see langword="null"/>: the reference is none of these. People may write to properties in Jira, too.</returns>
    public static DateTimeOffset? AtOf(string reference) =>
        uint.TryParse(reference.AsSpan(reference.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
