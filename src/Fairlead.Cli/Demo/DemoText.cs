using Fairlead.Cli.Server;
using Fairlead.Cli.Terminal;
using Fairlead.Cli.Tickets;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Text;
using Fairlead.Sandbox;

namespace Fairlead.Cli.Demo;

/// <summary>A demo for a person.</summary>
internal static class DemoText
{
    public static void Write(Screen screen, string title, DemoStep step, OperationCounts plan, IReadOnlyList<OperationResponse> operations)
    {
        screen.Out.WriteLine();
        screen.Out.WriteLine($"{title} ({step.Report})".In(Colour.Bold, screen));
        screen.Out.WriteLine($"  Report: {Joined("finding", step.Read)}: {Listed((step.New, "new"), (step.Absent, "absent for the first time"), (step.Fixed, "fixed"))}");
        screen.Out.WriteLine($"  Plan:   {(step.Planned == 0 ? "nothing to do" : PlanText.Counts(plan))}");
        if (operations.Count > 0)
            screen.Out.WriteLine($"  Done:   {Listed((step.Created, "created"), (step.Updated, "updated"), (step.Moved, "moved"), (step.Commented, "commented on"))}");
        screen.Out.WriteLine($"  Jira:   {Joined("call", step.JiraCalls)}");
        var undone = operations.Where(o => o.Outcome is not ("applied" or "skipped")).GroupBy(o => (o.Outcome, o.Kind, Reason: o.OutcomeReason ?? o.Reason));
        foreach (var reason in undone.OrderByDescending(g => g.Count()))
            screen.Out.WriteLine($"  {Undone(reason.Key.Outcome, reason.Key.Kind, [.. reason])}: {InertText.OneLine(reason.Key.Reason ?? "no reason was given")}".In(Colour.Red, screen));
        screen.Out.Flush();
    }

    public static void Write(Screen screen, DemoReport report)
    {
        screen.Out.WriteLine();
        var listing = new Listing(screen, "KEY", "PRIORITY", "FINDINGS", "STATUS", "TICKET");
        foreach (var ticket in report.Tickets)
        {
            listing.Row(ticket.Key, ticket.Priority, ticket.Findings.ToString(), ticket.Status, ticket.Summary);
            listing.Painted(3, ticket.Status == "Done" ? Colour.Green : Colour.None);
        }

        listing.Write();
        screen.Out.WriteLine();
        screen.Out.WriteLine($"{Joined("issue", report.Created)} created with {Joined("Jira call", report.JiraCalls)} in all, signing in and reading the project included.");
        screen.Out.WriteLine($"Importing the first report again: {Joined("step", report.SecondRunOperations)}, {Joined("Jira call", report.JiraCallsSecondRun)}.");
        screen.Out.WriteLine();
    }

    /// <summary>Of a demo that stays up.</summary>
    public static void WriteWhereToLook(Screen screen, SandboxServer sandbox, LocalHost host, string data)
    {
        Answers.Facts(
            screen,
            ("Sandbox Jira", sandbox.BaseUrl.ToString()),
            ("Fairlead", host.Address.ToString()),
            ("Sign in", host.SetupUrl is { } setup ? $"make yourself administrator at {setup.Reveal()}" : "as you did before"),
            ("Commands", $"./fairlead ticket list --data {ShellWord.Of(data)}"));
        screen.Note("Everything is up until Ctrl-C.");
    }

    /// <summary>Of a demo that ends by itself.</summary>
    /// <param name="data">Null when it goes with the demo.</param>
    /// <param name="again">The command that shows the same, and stays up.</param>
    public static void WriteWhatIsLeft(Screen screen, string? data, string again) => screen.Out.WriteLine(InertText.OneLine(data is null
        ? $"The sandbox Jira, the server and their data end with this command. To look around in them: {again}"
        : $"The sandbox Jira and the server end with this command. The data is kept: ./fairlead ticket list --data {ShellWord.Of(data)}"));

    /// <summary>Such as <c>Refused: to create 3 issues (CVE-1 in go.mod and 2 more)</c>.</summary>
    private static string Undone(string? outcome, string kind, IReadOnlyList<OperationResponse> operations)
    {
        var first = InertText.OneLine(operations[0].IssueKey ?? operations[0].Summary ?? operations[0].Group);
        var named = operations.Count == 1 ? first : $"{first} and {operations.Count - 1:N0} more";
        var what = kind switch
        {
            "create" => "to create",
            "update" => "to update",
            "transition" => "to move",
            "comment" => "to comment on",
            _ => kind,
        };
        return $"{(outcome is null ? "Not done" : char.ToUpperInvariant(outcome[0]) + outcome[1..])}: {what} {Joined("issue", operations.Count)} ({named})";
    }

    private static string Listed(params IReadOnlyList<(long Count, string What)> counts) =>
        counts.Any(c => c.Count > 0) ? string.Join(", ", counts.Where(c => c.Count > 0).Select(c => $"{c.Count:N0} {c.What}")) : "nothing new";

    private static string Joined(string noun, long count) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";
}
