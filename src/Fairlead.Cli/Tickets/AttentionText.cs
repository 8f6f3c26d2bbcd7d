using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;

namespace Fairlead.Cli.Tickets;

/// <summary>What is not settled, for a person: how many and why, when it is looked at again, and what to do.</summary>
internal static class AttentionText
{
    /// <param name="now">What is due by then is told by its next step alone.</param>
    public static void Write(Screen screen, DateTimeOffset now, IReadOnlyList<AttentionResponse> attention)
    {
        foreach (var one in attention)
        {
            WriteWrapped(screen, $"{Heading(one)}: {one.Reason}", "  ", one.NeedsPerson ? Colour.Red : Colour.Yellow);
            WriteWrapped(screen, When(one.NextLookAt, now) + one.NextStep, "      ", Colour.None);
        }
    }

    private static string Heading(AttentionResponse one) => one.Kind switch
    {
        "paused" when one.Tickets == 0 => "the connection is paused",
        "paused" => $"the connection is paused, and {Tickets(one.Tickets)} on it",
        "disabled" => $"{one.Tickets:N0} not sent",
        "heldCloses" => $"{one.Tickets:N0} {(one.Tickets == 1 ? "close is" : "closes are")} held",
        "heldCreates" => $"{one.Tickets:N0} new {(one.Tickets == 1 ? "issue is" : "issues are")} held",
        "stuck" => $"{one.Tickets:N0} stuck",
        "keptOpen" => $"{one.Tickets:N0} kept open",
        "keptClosed" => $"{one.Tickets:N0} kept closed",
        "vanished" => $"{one.Tickets:N0} vanished",
        "forbidden" => $"{one.Tickets:N0} cannot be seen",
        "incomplete" => $"{one.Tickets:N0} without a field",
        _ => $"{one.Tickets:N0} {one.Kind}",
    };

    private static string Tickets(int count) => count == 1 ? "1 ticket waits" : $"{count:N0} tickets wait";

    private static string When(DateTimeOffset? at, DateTimeOffset now) => at is { } from && from > now ? $"Looked at again from {Answers.From(from)}. " : "";

    private static void WriteWrapped(Screen screen, string text, string indent, Colour colour)
    {
        var width = screen.Width == int.MaxValue ? int.MaxValue : Math.Max(20, screen.Width - indent.Length);
        var line = InertText.OneLine(text);
        foreach (var part in width == int.MaxValue ? [line] : TextWidth.Wrap(line, width))
            screen.Out.WriteLine(indent + part.In(colour, screen));
    }
}
