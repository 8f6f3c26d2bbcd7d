namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// What a status of the category Done says by its name. Jira counts "Rejected" and "Won't fix" as done like "Fixed"; of work that
/// was done they would be untrue. English only: in another language the configuration names its <c>doneStatus</c>.
/// </summary>
internal static class DoneWords
{
    private static readonly string[] OfWork = ["done", "fixed", "resolved", "closed", "complete", "completed", "verified", "released"];

    private static readonly string[] OfRefusal =
        ["reject", "declin", "won't", "won’t", "wont ", "will not", "cancel", "duplicate", "invalid", "abandon", "obsolete", "not a bug", "cannot reproduce"];

    public static bool SayDone(string name) => OfWork.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase);

    public static bool SayRefused(string name) => OfRefusal.Any(word => $"{name} ".Contains(word, StringComparison.OrdinalIgnoreCase));
}
