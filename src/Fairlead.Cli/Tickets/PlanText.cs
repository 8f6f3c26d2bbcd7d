using Fairlead.Cli.Configurations;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Tickets;

/// <summary>Plans for a person.</summary>
internal static class PlanText
{
    /// <summary>Groups are named by paths and rules of any length.</summary>
    private const int WidestColumn = 72;

    public static void Write(Screen screen, DateTimeOffset now, IReadOnlyList<PlannedConfiguration> plans, bool withText)
    {
        foreach (var plan in plans)
        {
            var (name, preview) = plan;
            screen.Out.WriteLine($"{InertText.OneLine(name)}: {Summary(plan)}".In(Colour.Bold, screen));
            if (preview.Counts.Total > 0)
            {
                var listing = ListingOf(screen, preview.Operations);
                listing.Write();
                if (preview.Counts.Total > preview.Operations.Count)
                    screen.Out.WriteLine($"… and {preview.Counts.Total - preview.Operations.Count:N0} more.");
                WriteRemarks(screen, preview.Operations);
            }

            Warned.Write(screen, preview.Warnings);
            DueText.Write(screen, preview.Due);
            AttentionText.Write(screen, now, preview.Attention);
            if (preview.HeldCloses.Count > 0)
                WriteHeld(screen, preview, "Held closes:", "heldCloses", preview.HeldCloses);
            if (preview.HeldCreates.Count > 0)
                WriteHeld(screen, preview, "Held new issues:", "heldCreates", preview.HeldCreates);
            if (withText)
                WriteTexts(screen, [.. preview.Operations, .. preview.HeldCreates]);
            if (plans.Count > 1)
                screen.Out.WriteLine();
        }
    }

    /// <summary>Such as <c>3 create, 1 transition</c>.</summary>
    public static string Counts(OperationCounts counts)
    {
        (int Count, string Kind)[] kinds =
        [
            (counts.Create, "create"), (counts.Update, "update"), (counts.Transition, "transition"), (counts.Comment, "comment"), (counts.Undo, "undo"),
        ];
        return string.Join(", ", kinds.Where(k => k.Count > 0).Select(k => $"{k.Count:N0} {k.Kind}"));
    }

    /// <summary>Such as <c>1 Jira call</c>.</summary>
    public static string Calls(int calls) => $"{calls:N0} Jira {(calls == 1 ? "call" : "calls")}";

    /// <summary>Such as <c>undone in part 2026-01-01 00:01Z by 01890b2c-…</c>.</summary>
    public static string Of(RunUndoneResponse undone) => $"{undone.State switch
    {
        "done" => "undone",
        "partlyDone" => "undone in part",
        _ => "being undone since",
    }} {Answers.When(undone.At)} by {undone.By}";

    public static Listing ListingOf(Screen screen, IReadOnlyList<OperationResponse> operations)
    {
        var withOutcome = operations.Any(o => o.Outcome is not null);
        var listing = withOutcome
            ? new Listing(screen, "DO", "ISSUE", "PRIORITY", "FINDINGS", "SUMMARY", "OUTCOME", "WHY") { WidestColumn = WidestColumn }
            : new Listing(screen, "DO", "ISSUE", "PRIORITY", "FINDINGS", "SUMMARY", "WHY") { WidestColumn = WidestColumn };
        foreach (var operation in operations)
        {
            string?[] cells = [operation.Kind, operation.IssueKey, operation.Priority, operation.Findings.ToString("N0"), operation.Summary ?? operation.Group];
            if (withOutcome)
            {
                listing.Row([.. cells, operation.Outcome, operation.OutcomeReason ?? operation.Reason]);
                listing.Painted(5, operation.Outcome == "applied" ? Colour.Green : Colour.Yellow);
            }
            else
            {
                listing.Row([.. cells, operation.Reason]);
            }
        }

        return listing;
    }

    public static string ToEnable(string configuration) => $"To use it again: fairlead configuration enable {ShellWord.Of(configuration)}";

    private static string Summary(PlannedConfiguration plan)
    {
        var preview = plan.Preview;
        if (plan.IsSwitchedOff)
            return $"nothing is planned, because the configuration is disabled. {ToEnable(plan.Configuration)}";
        IReadOnlyList<string> steps = preview.Counts.Total == 0 ? [] : [Counts(preview.Counts)];
        var all = string.Join(", ", [.. steps, .. DueText.Parts(preview.Due)]);
        if (plan.IsDisabled)
            all = all.Length == 0 ? "nothing to do while the connection is disabled" : $"nothing to do while the connection is disabled, then {all}";
        var todo = all.Length > 0 ? all : preview.Due.Unfinished.Count > 0 ? "nothing new to do" : "nothing to do";
        var waiting = preview.Waiting > 0 ? $", {preview.Waiting:N0} not settled" : "";
        return $"{todo} ({preview.Findings:N0} findings in {preview.Groups:N0} groups, {preview.Settled:N0} settled{waiting})";
    }

    private static void WriteRemarks(Screen screen, IReadOnlyList<OperationResponse> operations)
    {
        foreach (var remark in operations.Where(o => o.Remark is not null).GroupBy(o => o.Remark!))
        {
            var first = InertText.OneLine(remark.First().Group);
            var rest = remark.Count() == 1 ? "" : $" and {remark.Count() - 1:N0} more";
            screen.Out.WriteLine($"{first}{rest}: {InertText.OneLine(remark.Key)}".In(Colour.Yellow, screen));
        }
    }

    private static void WriteHeld(Screen screen, PreviewResponse preview, string heading, string kind, IReadOnlyList<OperationResponse> held)
    {
        screen.Out.WriteLine(heading);
        ListingOf(screen, held).Write();
        var more = preview.Attention.Where(a => a.Kind == kind).Sum(a => a.Tickets) - held.Count;
        if (more > 0)
            screen.Out.WriteLine($"… and {more:N0} more.");
    }

    private static void WriteTexts(Screen screen, IReadOnlyList<OperationResponse> operations)
    {
        foreach (var operation in operations.Where(o => o.Body is not null))
        {
            screen.Out.WriteLine();
            screen.Out.WriteLine(InertText.OneLine(operation.Summary ?? operation.Group).In(Colour.Bold, screen));
            Answers.Lines(screen, operation.Body!);
        }
    }
}
