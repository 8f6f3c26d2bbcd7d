using Fairlead.Kernel;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Configuring;

namespace Fairlead.Platform.Tickets.Shipped;

/// <summary>A template that comes with Fairlead, taken by its name.</summary>
/// <param name="Kinds">Of findings that it is made for; empty: every kind.</param>
/// <param name="GroupBy">The grouping that it is made for; empty: any.</param>
public sealed record ShippedTemplate(
    string Name, string Title, string About, IReadOnlyList<FindingKind> Kinds, IReadOnlyList<GroupingKey> GroupBy, Template Template);

/// <summary>The templates of this folder; each is a file with the keys of a configuration's own template, so that it can be copied.</summary>
internal static class ShippedTemplates
{
    private const string StandardName = "standard";
    private const string Extension = ".yaml";

    private static readonly Lazy<IReadOnlyList<ShippedTemplate>> Read = new(ReadAll);

    /// <summary>By name.</summary>
    public static IReadOnlyList<ShippedTemplate> All => Read.Value;

    /// <summary>What a configuration has that names none.</summary>
    public static ShippedTemplate Standard => Find(StandardName)!;

    /// <param name="name">Case does not matter.</param>
    public static ShippedTemplate? Find(string name) => All.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<ShippedTemplate> ReadAll()
    {
        var assembly = typeof(ShippedTemplates).Assembly;
        var prefix = $"{typeof(ShippedTemplates).Namespace}.";
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && n.EndsWith(Extension, StringComparison.Ordinal));
        return [.. names.Order(StringComparer.Ordinal).Select(n =>
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(n)!);
            return Of(n[prefix.Length..^Extension.Length], (YamlItem.Map)YamlTree.Read(text.ReadToEnd()).Root);
        })];
    }

    private static ShippedTemplate Of(string name, YamlItem.Map file)
    {
        var values = file.Entries.ToDictionary(e => e.Key.Text, e => e.Value);
        return new(name, Text("title")!, Text("about")!, Words<FindingKind>("kinds"), [.. Words<GroupingField>("groupBy").Select(f => new GroupingKey(f))], new Template(Text("summary")!, Text("body")!)
        {
            Dynamic = Text("dynamic"),
            Data = Text("data") is { } data ? Word<TemplateData>(data) : TemplateData.Finding,
        });

        string? Text(string key) => values.GetValueOrDefault(key) is YamlItem.Scalar scalar ? scalar.Text : null;

        List<T> Words<T>(string key)
            where T : struct, Enum => [.. ((YamlItem.List)values[key]).Items.Select(i => Word<T>(((YamlItem.Scalar)i).Text))];
    }

    private static T Word<T>(string word)
        where T : struct, Enum => ClosedList.Read(word, out T value) is { } wrong ? throw new InvalidOperationException(wrong.Message) : value;
}
