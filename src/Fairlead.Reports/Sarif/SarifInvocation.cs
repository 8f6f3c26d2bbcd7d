namespace Fairlead.Reports.Sarif;

/// <summary>§3.20, one start of the tool: whether it went well, and at which levels it was told to report.</summary>
internal sealed class SarifInvocation
{
    /// <summary>Overrides and notifications beyond are left out.</summary>
    private const int MaxRows = 200_000;

    private readonly List<SarifOverride> _ruleOverrides = [];
    private readonly List<SarifOverride> _notificationOverrides = [];
    private readonly List<SarifNotification> _notifications = [];
    private Overrides? _ruleLevels;

    public bool? IsSuccessful { get; set; }

    public string? StartTimeUtc { get; set; }

    public string? EndTimeUtc { get; set; }

    public void AddRuleOverride(SarifOverride given) => Keep(_ruleOverrides, given);

    public void AddNotificationOverride(SarifOverride given) => Keep(_notificationOverrides, given);

    public void AddNotification(SarifNotification notification)
    {
        // Only what may turn out to be an error is worth its memory.
        if (notification.Level is null or "error")
            Keep(_notifications, notification);
    }

    /// <summary>The level that this start of the tool set for the rule; null where it set none.</summary>
    public string? LevelOf(SarifRule? rule, string? id, SarifRun run) =>
        (_ruleLevels ??= new Overrides(_ruleOverrides, run.FindRule)).LevelOf(rule, id);

    /// <summary>
    /// What the tool says went so wrong that its results are "incorrect or incomplete" (§3.58.6, level error); null when
    /// nothing did. The level is the notification's own, else an override's, else its descriptor's.
    /// </summary>
    public string? FirstError(SarifRun run)
    {
        var overrides = new Overrides(_notificationOverrides, run.FindNotification);
        foreach (var notification in _notifications)
        {
            var descriptor = run.FindNotification(notification.Descriptor);
            var level = notification.Level
                ?? overrides.LevelOf(descriptor, notification.Descriptor?.Id)
                ?? descriptor?.DefaultConfiguration?.Level;
            if (level == "error")
            {
                return FindingText.Word(SarifMessages.Of(notification.Message, descriptor))
                    ?? FindingText.Word(descriptor?.Id ?? notification.Descriptor?.Id)
                    ?? "without a word";
            }
        }

        return null;
    }

    private static void Keep<T>(List<T> table, T row)
    {
        if (table.Count < MaxRows)
            table.Add(row);
    }

    /// <summary>§3.51, looked up by what the references mean, and by id where they name what the tool does not describe.</summary>
    private sealed class Overrides
    {
        private readonly Dictionary<SarifRule, string> _byDescriptor = [];
        private readonly Dictionary<string, string> _byId = new(StringComparer.Ordinal);

        public Overrides(List<SarifOverride> given, Func<SarifReference, SarifRule?> find)
        {
            foreach (var (reference, level) in given.Select(g => (g.Descriptor, g.Configuration?.Level)))
            {
                if (reference is null || level is null)
                    continue;
                if (find(reference) is { } descriptor)
                    _byDescriptor.TryAdd(descriptor, level);
                else if (reference.Id is { } id)
                    _byId.TryAdd(id, level);
            }
        }

        public string? LevelOf(SarifRule? descriptor, string? id) =>
            descriptor is not null ? _byDescriptor.GetValueOrDefault(descriptor)
            : id is not null ? _byId.GetValueOrDefault(id)
            : null;
    }
}
