using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Demo.Lifecycle;

/// <summary>A story for a person.</summary>
internal static class StoryText
{
    public static void Write(Screen screen, StoryStep step)
    {
        screen.Out.WriteLine();
        screen.Out.WriteLine(step.Title.In(Colour.Bold, screen));
        screen.Out.WriteLine($"  Happened: {step.Happened}");
        screen.Out.WriteLine($"  Expected: {step.Expected}");
        foreach (var did in step.Did.DefaultIfEmpty("nothing"))
            screen.Out.WriteLine($"  Did:      {InertText.OneLine(did, 160)}");
        foreach (var ticket in step.Tickets)
            screen.Out.WriteLine($"  {ticket.Key ?? "no issue",-8} {ticket.IssueStatus,-12} {ticket.Finding}, {ticket.FindingStatus}");
        if (!step.IsAsPromised)
            screen.Out.WriteLine("  This is not what was expected.".In(Colour.Red, screen));
        screen.Out.Flush();
    }

    public static void WriteEnd(Screen screen, StoryReport report)
    {
        screen.Out.WriteLine();
        screen.Out.WriteLine($"{report.Steps.Count(s => s.IsAsPromised)} of {report.Steps.Count} steps as expected; {report.Created} issues in all, {report.JiraCalls} Jira calls.");
        screen.Out.WriteLine();
    }
}
