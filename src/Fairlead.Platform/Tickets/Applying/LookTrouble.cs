using Fairlead.Jira;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Connections;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Why a look at what changed in Jira failed, and what to do about it. Pure.</summary>
internal sealed record LookTrouble(string Reason, string NextStep)
{
    /// <summary>All but some issues was read: the next look need not wait.</summary>
    public bool IsPartial { get; init; }

    private const int MaxReason = 500;
    private const int MaxNamed = 5;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5)];

    private const string Test = "Test the connection: it names the cause.";

    public static LookTrouble Of(Exception failure) => failure switch
    {
        JiraRefusedException { Cause: JiraRefusalCause.Forbidden or JiraRefusalCause.NotFound or JiraRefusalCause.ScopeMismatch } refused =>
            new(Own(refused), "Let the account browse the projects and their comments; the connection's permission report tells what is missing."),
        JiraRefusedException refused => new(Own(refused), $"Jira refuses what Fairlead asks. {Test} Jira's own log says more."),
        JiraUnavailableException away => new(Own(away), $"Fairlead tries again by itself. If it stays so: {Test.ToLowerInvariant()}"),
        ConnectionUnusableException unusable => new(Own(unusable), Test),
        _ => new($"Fairlead failed: {Own(failure)}", "This is a mistake in Fairlead: its log has the details to report. It tries again by itself."),
    };

    /// <returns><see langword="null"/> for none.</returns>
    public static LookTrouble? Of(IReadOnlyList<UnreadIssue> unread)
    {
        if (unread.Count == 0)
            return null;
        List<string> keys = [.. unread.Select(u => u.Key).Distinct()];
        var named = string.Join(", ", keys.Take(MaxNamed)) + (keys.Count > MaxNamed ? $" and {keys.Count - MaxNamed} more" : "");
        return new(
            PlainText.Cut(PlainText.OneLine($"{named}: Jira does not give comments or history, although it answers: {unread[0].Reason}"), MaxReason),
            "What is said there is heard when Jira gives it; all else is read. Jira's own log has the error.")
        {
            IsPartial = true,
        };
    }

    /// <summary>Before the next look by itself.</summary>
    /// <param name="failures">How many failed in a row, at least one.</param>
    public static TimeSpan PauseAfter(int failures) => Pauses[Math.Clamp(failures, 1, Pauses.Length) - 1];

    private static string Own(Exception failure) => PlainText.Cut(PlainText.OneLine(failure.Message), MaxReason);
}
