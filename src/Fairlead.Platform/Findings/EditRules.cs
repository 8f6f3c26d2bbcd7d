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
        if (edit.Reason is not null && edit.Status is null)
            return new("reason", "A reason goes with a status.");
        if (edit.Severity is not null && edit.ClearSeverity)
            return new("clearSeverity", "A severity is either set or taken back.");
        return null;
    }

    /// <summary>The parameters of Finding.Decide.</summary>
    public static object Apply(FindingEdit edit, FindingRow row, DateTimeOffset now)
    {
        var keeps = edit.Status is null;
        var takesBack = edit.Status is FindingStatus.Active;
        return new
        {
            DecisionStatus = keeps ? row.DecisionStatus : takesBack ? null : (int?)edit.Status,
            DecisionReason = keeps ? row.DecisionReason : takesBack ? null : edit.Reason is { } reason ? PlainText.Clean(reason) : null,
            DecisionBy = keeps ? row.DecisionBy : takesBack ? null : PlainText.OneLine(edit.By.Name),
            DecisionAt = keeps ? row.DecisionAt : takesBack ? null : now,
            DecisionExpiresAt = keeps ? row.DecisionExpiresAt : takesBack ? null : edit.ExpiresAt?.ToUniversalTime(),
            SeverityOverride = edit.ClearSeverity ? null : (int?)edit.Severity ?? row.SeverityOverride,
            row.No,
            row.Revision,
        };
    }

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
