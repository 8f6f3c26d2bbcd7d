using Fairlead.Client.Tickets;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Where the parts of a text stand.</summary>
/// <param name="Path">What goes before the names of its keys; empty when it is the whole document.</param>
internal record YamlPlaces(YamlItem.Map Map, string Path)
{
    /// <summary>Finds the place of a fault by its path; the nearest part that is there when it itself is missing.</summary>
    public YamlFault Locate(ConfigurationFault fault)
    {
        YamlItem at = Map;
        for (var rest = fault.Path; Step(at, rest) is var (next, length); rest = rest[length..].TrimStart('.'))
            at = next;
        return new(at.Line, at.Column, Path + fault.Path, fault.Told, fault.Fix);
    }

    /// <summary>A key may itself hold dots, so that the longest that the path begins with is meant.</summary>
    private static (YamlItem Next, int Length)? Step(YamlItem at, string path)
    {
        if (at is YamlItem.List list)
        {
            var end = path.IndexOf(']');
            return path.StartsWith('[') && end > 0 && int.TryParse(path[1..end], out var i) && i < list.Items.Count ? (list.Items[i], end + 1) : null;
        }

        return at is YamlItem.Map map
            ? map.Entries
                .Where(e => path.StartsWith(e.Key.Text, StringComparison.OrdinalIgnoreCase) && e.Key.Text.Length > 0
                    && (path.Length == e.Key.Text.Length || path[e.Key.Text.Length] is '.' or '['))
                .OrderByDescending(e => e.Key.Text.Length)
                .Select(e => ((YamlItem, int)?)(e.Value, e.Key.Text.Length)).FirstOrDefault()
            : null;
    }
}

/// <summary>One configuration of a document, and where its parts stand.</summary>
internal sealed record YamlEntry(TicketConfigurationBody Body, YamlItem.Map Map, string Path) : YamlPlaces(Map, Path);

/// <summary>A template alone.</summary>
/// <param name="Template"><see langword="null"/> when the text names none, or could not be read.</param>
/// <param name="Places">Of its parts, under the key <c>template</c> whether that is written or not.</param>
internal sealed record YamlTemplate(TemplateBody? Template, YamlPlaces? Places, YamlRefusal? Refusal, IReadOnlyList<YamlFault> Faults);

/// <summary>A read document: its configurations as far as they could be understood, and why it is not taken.</summary>
/// <param name="Names">Of its places; null where it could not be read at all.</param>
internal sealed record YamlDocument(IReadOnlyList<YamlEntry> Entries, YamlRefusal? Refusal, IReadOnlyList<YamlFault> Faults, YamlEntryNames? Names = null)
{
    /// <summary>With their places as people wrote them, in the order of the lines.</summary>
    public IReadOnlyList<YamlFault> InOrder(IEnumerable<YamlFault> faults) =>
        [.. faults.Select(f => f with { Path = Names?.Of(f.Path) ?? f.Path }).OrderBy(f => f.Line).ThenBy(f => f.Column)];
}
