using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Http;

/// <summary>
/// Names the places of a document as people wrote it: <c>triggers[0].schedule</c> is <c>trigger night: schedule</c>. An entry without a
/// name keeps its number.
/// </summary>
/// <param name="list">The key of the list of entries.</param>
/// <param name="noun">What one of them is.</param>
internal sealed class YamlEntryNames(YamlItem root, string list, string noun)
{
    public string Of(string path)
    {
        var end = path.IndexOf(']');
        if (end < 0 || !path.StartsWith($"{list}[", StringComparison.Ordinal) || !int.TryParse(path[(list.Length + 1)..end], out var index) || NameOf(index) is not { } name)
            return path;
        var rest = path[(end + 1)..].TrimStart('.');
        return rest.Length == 0 ? $"{noun} {name}" : $"{noun} {name}: {rest}";
    }

    private string? NameOf(int index) =>
        Member(root, list) is YamlItem.List entries && index < entries.Items.Count && Member(entries.Items[index], "name") is YamlItem.Scalar { Text.Length: > 0 } name
            ? PlainText.Shown(name.Text)
            : null;

    private static YamlItem? Member(YamlItem item, string key) => (item as YamlItem.Map)?.Entries.FirstOrDefault(e => e.Key.Text == key).Value;
}
