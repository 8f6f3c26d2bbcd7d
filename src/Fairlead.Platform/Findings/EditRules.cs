using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings.Storage;

namespace Fairlead.Platform.Findings;

/// <summary>What a person may decide, and what of it is stored. Pure.</summary>
internal static class EditRules
{
    private const int MaxDescription = 200;

    /// <returns>Null where the edit can be made.</returns>
    public static EditOutcome.Invalid? Check(FindingEdit edit, DateTimeOffset now)
    {
        if (edit.Status is FindingStatus.WaitingForVerification)
            return new("status", "Only reports say that a finding waits for verification.");
        if (edit.Status is FindingStatus.RiskAccepted && string.IsNullOrWhiteSpace(edit.Reason))
            return new("reason", "Accepting a risk needs a reason.");
        if (edit.Status is FindingStatus.RiskAccepted && edit.ExpiresAt is null)
            return new("expiresAt", "Accepting a risk needs an end date.");
        if (edit.ExpiresAt is not null && edit.Status is (null or FindingStatus.Active or FindingStatus.Fixed))
            return new("expiresAt", "An end date goes with a decision that can end.");
        if (edit.ExpiresAt is { } end && end <= now)
            return new("expiresAt", "The end date lies in the past.");
        if (edit.Reason?.Length > FindingEdit.MaxReasonLength)
            return new("reason", $"A reason has at most {FindingEdit.MaxReasonLength} characters.");
        if (edit.Reason is not null && edit.Status is null && edit.Severity is null)
            return new("reason", "A reason goes with a status or a severity.");
        if (edit.Severity is not null && edit.ClearSeverity)
            return new("clearSeverity", "A severity is either set or taken back.");
        return null;
    }

    /// <returns>The decision on the status that stands after the edit; null: none.</returns>
    public static FindingDecision? DecisionAfter(FindingEdit edit, FindingRow row, DateTimeOffset now) => edit.Status switch
    {
        null => row.Decision,
        FindingStatus.Active => null,
        { } status => new(status, ReasonOf(edit), PlainText.OneLine(edit.By.Name), now, edit.ExpiresAt?.ToUniversalTime()),
    };

    /// <returns>The word on the severity that stands after the edit; null: the scanner's counts.</returns>
    public static SeverityDecision? SeverityAfter(FindingEdit edit, FindingRow row, DateTimeOffset now) => edit switch
    {
        { ClearSeverity: true } => null,
        { Severity: { } severity } => new(severity, (Severity)row.ReportedSeverity, ReasonOf(edit), PlainText.OneLine(edit.By.Name), now),
        _ => row.SeverityDecision,
    };

    private static string? ReasonOf(FindingEdit edit) => edit.Reason is { } reason ? PlainText.Clean(reason) : null;

    public static string Describe(FindingEdit edit, string title)
    {
        var parts = new List<string>();
        if (edit.Status is { } status)
            parts.Add($"status {status}");
        if (edit.Severity is { } severity)
            parts.Add($"severity {severity}");
        if (edit.ClearSeverity)
            parts.Add("severity as reported");
        return $"{PlainText.Cut(title, MaxDescription)}: {string.Join(", ", parts)}";
    }
}
