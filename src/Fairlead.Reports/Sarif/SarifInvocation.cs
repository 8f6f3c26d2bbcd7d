using Fairlead.Kernel.Text;

namespace Fairlead.Reports.Sarif;

/// <summary>§3.20, one start of the tool: whether it went well, and at which levels it was told to report.</summary>
internal sealed class SarifInvocation
{
    /// <summary>The text of a notification is only quoted.</summary>
    private const int MessageChars = 200;
    private const int MessageArguments = 20;

    private Overrides? _ruleLevels;
    private bool _hasError;

    public bool? IsSuccessful { get; set; }

    public string? StartTimeUtc { get; set; }

    public string? EndTimeUtc { get; set; }

    public List<SarifOverride> RuleOverrides { get; } = [];

    public List<SarifOverride> NotificationOverrides { get; } = [];

    public List<SarifNotification> Notifications { get; } = [];

    /// <summary>Whether it may turn out to be the first error; its message is then cut, because it stays for the whole reading.</summary>
    public bool IsOfInterest(SarifNotification notification)
    {
        if (notification.Level is not (null or "error") || _hasError)
            return false;
        _hasError = notification.Level == "error";
        if (notification.Message is { } message)
        {
            message.Text = Cut(message.Text);
            message.Markdown = string.IsNullOrWhiteSpace(message.Text) ? Cut(message.Markdown) : null;
            message.Arguments = message.Arguments is { } all ? [.. all.Take(MessageArguments).Select(a => Cut(a)!)] : null;
        }

        return true;
    }

    /// <summary>The level that this start of the tool set for the rule; null where it set none.</summary>
    public string? LevelOf(SarifRule? rule, string? id, SarifRun run) =>
        (_ruleLevels ??= new Overrides(RuleOverrides, run.FindRule)).LevelOf(rule, id);

    /// <summary>
    /// What the tool says went so wrong that its results are "incorrect or incomplete" (§3.58.6, level error); null when
    /// nothing did. The level is the notification's own, else an override's, else its descriptor's.
    /// </summary>
    public string? FirstError(SarifRun run)
    {
        var overrides = new Overrides(NotificationOverrides, run.FindNotification);
        foreach (var notification in Notifications)
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

    private static string? Cut(string? text) => text is null ? null : PlainText.Cut(text, MessageChars);

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
