using Fairlead.Cli.Commands;
using Fairlead.Cli.Terminal;
using Fairlead.Client.Findings;

namespace Fairlead.Cli.Findings;

/// <summary>What came of an import, for a person.</summary>
internal static class ImportText
{
    public static void Write(Screen screen, string file, UploadResponse upload)
    {
        var import = upload.Import;
        var counts = import.Counts;
        var name = InertText.OneLine(file);
        if (upload.Verdict != ImportVerdict.Accepted)
        {
            screen.Out.WriteLine($"{name}: the same report as before; nothing changed.");
            return;
        }

        screen.Out.WriteLine($"{name}: {counts.Read:N0} {(counts.Read == 1 ? "finding" : "findings")} ({import.Format})");
        Line(screen, counts.Created, "new");
        Line(screen, counts.Seen, "known");
        Line(screen, counts.Changed, "changed");
        Line(screen, counts.Reopened, "came back");
        Line(screen, counts.AwaitingVerification, "absent for the first time: waiting for the next report to confirm it");
        Line(screen, counts.Fixed, "fixed");
        Line(screen, counts.Unreadable, counts.Unreadable == 1 ? "entry could not be read" : "entries could not be read");
        foreach (var error in import.RowErrors)
            screen.Out.WriteLine($"    {InertText.OneLine(error.Place)}: {InertText.OneLine(error.Message)}");
        if (import.Incomplete is { } incomplete)
            screen.Out.WriteLine($"  nothing is closed: {InertText.OneLine(incomplete)}");
        if (counts.Held > 0)
            screen.Out.WriteLine($"  {HeldOf(counts)}. If {(counts.Held == 1 ? "it is" : "they are")} right: fairlead imports confirm-closes {import.Id}");
        foreach (var warning in import.Warnings)
            screen.Out.WriteLine($"  warning: {InertText.OneLine(warning)}");
    }

    /// <summary>One import as facts.</summary>
    public static void Write(Screen screen, ImportResponse import)
    {
        var counts = import.Counts;
        Answers.Facts(
            screen,
            ("State", Words.Of(import.State)),
            ("Why", import.Failure?.Reason),
            ("Next step", import.Failure?.NextStep),
            ("File", import.FileName),
            ("Format", import.Format),
            ("Bytes", import.Bytes.ToString("N0")),
            ("Started", Answers.When(import.StartedAt)),
            ("Finished", Answers.When(import.FinishedAt)),
            ("Reported", Answers.When(import.ReportedAt)),
            ("Read", Number(counts.Read)),
            ("Repeated", Number(counts.Repeated)),
            ("New", Number(counts.Created)),
            ("Known", Number(counts.Seen)),
            ("Changed", Number(counts.Changed)),
            ("Came back", Number(counts.Reopened)),
            ("Absent for the first time", Number(counts.AwaitingVerification)),
            ("Fixed", Number(counts.Fixed)),
            ("Held", counts.Held > 0 ? $"{HeldOf(counts)}. If right: fairlead imports confirm-closes {import.Id}" : null),
            ("Closes nothing", import.Incomplete),
            ("Unreadable", Number(counts.Unreadable)),
            ("Id", import.Id.ToString()));
        foreach (var error in import.RowErrors)
            screen.Out.WriteLine($"  {InertText.OneLine(error.Place)}: {InertText.OneLine(error.Message)}");
        foreach (var warning in import.Warnings)
            screen.Out.WriteLine($"  warning: {InertText.OneLine(warning)}");
    }

    public static string WhyOf(ImportFailureResponse failure) => $"{failure.Reason} {failure.NextStep}";

    private static string? Number(long count) => count > 0 ? count.ToString("N0") : null;

    private static string HeldOf(ImportCountsResponse counts)
    {
        var why = counts.Read == 0 ? "the report holds no findings" : "they are unusually many";
        return counts.Held == 1 ? $"1 close is held, because {why}" : $"{counts.Held:N0} closes are held, because {why}";
    }

    private static void Line(Screen screen, long count, string what)
    {
        if (count > 0)
            screen.Out.WriteLine($"  {count:N0} {what}");
    }
}
