namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Reads what findings must share to share a ticket.</summary>
internal sealed class GroupingBinder(FaultList faults)
{
    private const int MaxEntries = 100;

    /// <summary>What Jira takes as a label at most.</summary>
    private const int MaxLabelName = 255;

    public IReadOnlyList<GroupingKey> Read(IReadOnlyList<string>? words)
    {
        var keys = new List<GroupingKey>();
        for (var i = 0; i < Math.Min(words?.Count ?? 0, MaxEntries); i++)
        {
            if (GroupingKeyOf($"groupBy[{i}]", words![i]) is not { } key)
                continue;
            if (keys.Exists(k => k.Field == key.Field && string.Equals(k.Label, key.Label, StringComparison.OrdinalIgnoreCase)))
                faults.Problem($"groupBy[{i}]", $"\"{DraftCheck.Shown(words[i])}\" is named twice");
            else
                keys.Add(key);
        }

        return keys;
    }

    /// <returns><see langword="null"/> after a problem.</returns>
    private GroupingKey? GroupingKeyOf(string path, string word)
    {
        if (word.StartsWith(GroupingKey.LabelPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var name = word[GroupingKey.LabelPrefix.Length..].Trim();
            if (name is { Length: > 0 and <= MaxLabelName } && !name.Contains('='))
                return GroupingKey.OfLabel(name);
            faults.Problem(path, $"\"{DraftCheck.Shown(word)}\" names no label", $"write the name of a label without a value, such as label:owner; at most {MaxLabelName} characters");
            return null;
        }

        if (ClosedList.Read(word, out GroupingField field, GroupingKey.Plain) is not { } wrong)
        {
            if (field != GroupingField.Label)
                return new GroupingKey(field);
            wrong = ($"\"{DraftCheck.Shown(word)}\" does not say which label", "such as label:owner");
        }

        // The words that people try first are names of labels.
        faults.Problem(path, field == GroupingField.Label ? wrong.Message : $"{wrong.Message}, label:NAME", wrong.Fix ?? $"if it is the name of a label: label:{DraftCheck.Shown(word)}");
        return null;
    }
}
