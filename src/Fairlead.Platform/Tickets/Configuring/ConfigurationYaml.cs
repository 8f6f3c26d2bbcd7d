using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>
/// Reads configurations from YAML: one as the whole document, or several in a list under <c>configurations</c>. Scalars take the
/// type that the key wants, so that <c>no</c> can be a project key and 012 a name. Every wrong key and type is reported at once.
/// </summary>
internal sealed class ConfigurationYaml : YamlReading
{
    private const string TemplateKey = "template";

    private static readonly string[] Keys =
    [
        "name", "connection", "project", "issueType", "enabled", "automatic", "filter", "groupBy", "priorities", "labels", "fields",
        "template", "growth", "subTaskType", "reopen", "doneStatus", "doneFields", "commentRules", "statusMap", "quarantineSeconds", "maxCreates", "assignee", "components", "fixVersions",
        "affectsVersions", "dueDate", "parent", "securityLevel", "owners", "commentVisibility", "severities",
    ];

    private ConfigurationYaml(IReadOnlyList<YamlFault> repeated)
        : base(repeated)
    {
    }

    public static YamlDocument Read(string text)
    {
        try
        {
            var (root, repeated) = YamlTree.Read(text);
            return new ConfigurationYaml(repeated).ReadRoot(root);
        }
        catch (YamlRefusedException e)
        {
            return new([], e.Why, [e.Fault]);
        }
    }

    /// <summary>Reads what may stand under <c>template</c> in a configuration, with or without that key.</summary>
    public static YamlTemplate ReadTemplate(string text)
    {
        try
        {
            var (root, repeated) = YamlTree.Read(text);
            var reader = new ConfigurationYaml(repeated);
            var map = root as YamlItem.Map;
            if (map is not { Entries: [{ Key.Text: TemplateKey }] })
                map = new YamlItem.Map([(new YamlItem.Scalar(TemplateKey, true, root.Line, root.Column), root)], root.Line, root.Column);
            var template = reader.Template(map.Entries[0].Value, $"{TemplateKey}.");
            return new(template, new YamlPlaces(map, ""), reader.Faults.Count > 0 ? YamlRefusal.Invalid : null, reader.Faults);
        }
        catch (YamlRefusedException e)
        {
            return new(null, null, e.Why, [e.Fault]);
        }
    }

    private YamlDocument ReadRoot(YamlItem root)
    {
        var entries = new List<YamlEntry>();
        foreach (var (item, path) in Roots(root))
        {
            if (item is YamlItem.Map map)
                entries.Add(new(ReadOne(map, path), map, path));
            else
                Fault(item, path, "a configuration is a list of keys and values");
        }

        foreach (var twice in entries.GroupBy(e => e.Body.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1 && g.Key.Length > 0))
            Fault(twice.Last().Map, twice.Last().Path + "name", $"\"{DraftCheck.Shown(twice.Key)}\" is in this document twice");
        return new(entries, Faults.Count > 0 ? YamlRefusal.Invalid : null, Faults, new YamlEntryNames(root, "configurations", "configuration"));
    }

    private IEnumerable<(YamlItem Item, string Path)> Roots(YamlItem root)
    {
        if (root is not YamlItem.Map map || map.Entries.All(e => e.Key.Text != "configurations"))
            return [(root, "")];
        foreach (var (key, _) in map.Entries.Where(e => e.Key.Text != "configurations"))
            Unknown(key, key.Text, ["configurations"]);
        var value = map.Entries.First(e => e.Key.Text == "configurations").Value;
        if (value is YamlItem.List list)
            return list.Items.Select((item, i) => (item, $"configurations[{i}]."));
        Fault(value, "configurations", "must be a list");
        return [];
    }

    private TicketConfigurationBody ReadOne(YamlItem.Map map, string path)
    {
        var values = Known(map, path, Keys);
        return new TicketConfigurationBody(
            Required(map, values, path, "name"),
            Required(map, values, path, "connection"),
            Required(map, values, path, "project"),
            Required(map, values, path, "issueType"),
            Flag(values, path, "enabled") ?? true,
            Flag(values, path, "automatic") ?? true,
            values.TryGetValue("filter", out var filter) ? Filter(filter, path + "filter.") : null,
            Texts(values, path, "groupBy"),
            Words(values, path, "priorities"),
            Texts(values, path, "labels"),
            Fields(values, path),
            values.TryGetValue("template", out var template) ? Template(template, path + "template.") : null,
            values.TryGetValue("reopen", out var reopen) ? Reopen(reopen, path + "reopen") : null,
            Text(values, path, "doneStatus"),
            Pairs(values, path, "doneFields"),
            CommentRules(values, path),
            Number(values, path, "quarantineSeconds"),
            values.TryGetValue("statusMap", out var statusMap) ? StatusMap(statusMap, path + "statusMap.") : null,
            Field(values, path, "assignee"),
            Field(values, path, "components"),
            Field(values, path, "fixVersions"),
            Field(values, path, "affectsVersions"),
            Field(values, path, "dueDate"),
            Field(values, path, "parent"),
            Field(values, path, "securityLevel"),
            Words(values, path, "owners"),
            Number(values, path, "maxCreates"),
            Text(values, path, "commentVisibility"),
            Text(values, path, "growth"),
            Words(values, path, "severities"),
            Text(values, path, "subTaskType"));
    }

    private TicketFilterBody? Filter(YamlItem item, string path)
    {
        if (MapOf(item, path) is not { } map)
            return null;
        var values = Known(map, path, [
            "minimumSeverity", "kinds", "scanners", "assets", "rules", "labels", "statuses", "fixable", "firstSeenFrom", "minimumAgeDays", "minimumEpss", "kev",
            "exploitMaturity", "severities",
        ]);
        var kinds = Texts(values, path, "kinds")?.Select((k, i) => Word<FindingKind>(values["kinds"], $"{path}kinds[{i}]", k)).OfType<FindingKind>().ToList();
        var minimum = Text(values, path, "minimumSeverity") is { } word ? Word<Severity>(values["minimumSeverity"], path + "minimumSeverity", word) : null;
        return new(minimum, WhereKnown(kinds, values, "kinds"), Texts(values, path, "scanners"), Texts(values, path, "assets"), Texts(values, path, "rules"))
        {
            Labels = Texts(values, path, "labels"),
            Statuses = Texts(values, path, "statuses"),
            Fixable = Flag(values, path, "fixable"),
            FirstSeenFrom = Text(values, path, "firstSeenFrom"),
            MinimumAgeDays = Number(values, path, "minimumAgeDays"),
            MinimumEpss = Part(values, path, "minimumEpss"),
            Kev = Flag(values, path, "kev"),
            ExploitMaturity = Text(values, path, "exploitMaturity") is { } maturity
                ? Word<ExploitMaturity>(values["exploitMaturity"], path + "exploitMaturity", maturity)
                : null,
            Severities = WhereKnown(
                Texts(values, path, "severities")?.Select((s, i) => Word<Severity>(values["severities"], $"{path}severities[{i}]", s)).OfType<Severity>().ToList(), values, "severities"),
        };

        // Of which no word is known is told already, and is not empty.
        static IReadOnlyList<T>? WhereKnown<T>(List<T>? read, Dictionary<string, YamlItem> values, string key) =>
            read is { Count: 0 } && values[key] is YamlItem.List { Items.Count: > 0 } ? null : read;
    }

    private Dictionary<string, FieldBody>? Fields(Dictionary<string, YamlItem> values, string path)
    {
        if (!values.TryGetValue("fields", out var item) || IsNothing(item) || MapOf(item, path + "fields") is not { } map)
            return null;
        var fields = new Dictionary<string, FieldBody>();
        foreach (var (name, value) in map.Entries)
        {
            if (Field(value, $"{path}fields.{name.Text}") is { } field)
                fields[name.Text] = field;
        }

        return fields;
    }

    private FieldBody? Field(Dictionary<string, YamlItem> values, string path, string key) =>
        values.TryGetValue(key, out var item) ? Field(item, path + key) : null;

    /// <summary>A single value and a list stand for themselves.</summary>
    private FieldBody? Field(YamlItem item, string path)
    {
        switch (item)
        {
            case YamlItem.Scalar scalar:
                return IsNothing(scalar) ? null : new(scalar.Text);
            case YamlItem.List list when list.Items.All(i => i is YamlItem.Scalar):
                return new(Values: [.. list.Items.Cast<YamlItem.Scalar>().Select(s => s.Text)]);
            case YamlItem.Map map:
                var at = path + ".";
                var parts = Known(map, at, ["value", "values", "lookup", "table", "otherwise", "sla", "roundRobin"]);
                return new(
                    Text(parts, at, "value"), Texts(parts, at, "values"), Text(parts, at, "lookup"), Pairs(parts, at, "table"),
                    parts.TryGetValue("otherwise", out var otherwise) && !IsNothing(otherwise) ? Joined(otherwise, at + "otherwise") : null, Numbers(parts, at, "sla"), Texts(parts, at, "roundRobin"));
            default:
                Fault(item, path, "must be a single value, a list of values, or keys such as lookup and table");
                return null;
        }
    }

    private Dictionary<string, int>? Numbers(Dictionary<string, YamlItem> values, string path, string key)
    {
        if (!values.TryGetValue(key, out var item) || MapOf(item, path + key) is not { } map)
            return null;
        var each = map.Entries.ToDictionary(e => e.Key.Text, e => e.Value);
        return each.Keys.Select(k => (Key: k, Number: Number(each, $"{path}{key}.", k))).Where(n => n.Number is not null).ToDictionary(n => n.Key, n => n.Number!.Value);
    }

    /// <summary>A single word names a shipped one.</summary>
    private TemplateBody? Template(YamlItem item, string path)
    {
        if (item is YamlItem.Scalar word)
            return IsNothing(word) ? null : new(Use: word.Text);
        if (MapOf(item, path) is not { } map)
            return null;
        var values = Known(map, path, ["use", "summary", "body", "dynamic", "data"]);
        return new(Text(values, path, "summary"), Text(values, path, "body"), Text(values, path, "dynamic"), Text(values, path, "data"), Text(values, path, "use"));
    }

    private StatusMapBody? StatusMap(YamlItem item, string path)
    {
        if (MapOf(item, path) is not { } map)
            return null;
        const string MustBe = "must be a list of rules, each with status or category, and finding";
        var values = Known(map, path, ["fromJira", "toJira"]);
        return new(
            Rules(
                values, path, "fromJira", MustBe, ["status", "category", "resolution", "finding", "days"],
                (at, whole, rule) => new StatusRuleBody(
                    Required(whole, rule, at, "finding"), Text(rule, at, "status"), Text(rule, at, "category"), Text(rule, at, "resolution"), Number(rule, at, "days"))),
            Rules(
                values, path, "toJira", MustBe, ["finding", "status", "category", "resolution"],
                (at, whole, rule) => new StatusTargetBody(
                    Required(whole, rule, at, "finding"), Text(rule, at, "status"), Text(rule, at, "category"), Text(rule, at, "resolution"))));
    }

    /// <summary>A single word stands for itself.</summary>
    private ReopenBody? Reopen(YamlItem item, string path)
    {
        if (item is YamlItem.Scalar word)
            return IsNothing(word) ? null : new(word.Text);
        if (MapOf(item, path) is not { } map)
            return null;
        var at = path + ".";
        var values = Known(map, at, ["when", "withinDays", "notFrom", "newTicket"]);
        return new(Text(values, at, "when"), Number(values, at, "withinDays"), Texts(values, at, "notFrom"), Flag(values, at, "newTicket"));
    }

    private List<CommentRuleBody>? CommentRules(Dictionary<string, YamlItem> values, string path) => Rules(
        values, path, "commentRules", "must be a list of rules, each with pattern and status", ["pattern", "status", "by", "days"],
        (at, whole, rule) => new CommentRuleBody(
            Required(whole, rule, at, "pattern"), Required(whole, rule, at, "status"), Texts(rule, at, "by"), Number(rule, at, "days")));

    private List<T>? Rules<T>(
        Dictionary<string, YamlItem> values, string path, string key, string mustBe, string[] keys, Func<string, YamlItem.Map, Dictionary<string, YamlItem>, T> read)
    {
        if (!values.TryGetValue(key, out var item) || IsNothing(item))
            return null;
        if (item is not YamlItem.List list)
        {
            Fault(item, path + key, mustBe);
            return null;
        }

        var rules = new List<T>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            var at = $"{path}{key}[{i}].";
            if (MapOf(list.Items[i], at) is { } map)
                rules.Add(read(at, map, Known(map, at, keys)));
        }

        return rules;
    }

    private Dictionary<string, YamlItem> Known(YamlItem.Map map, string path, IReadOnlyList<string> keys)
    {
        foreach (var (key, _) in map.Entries.Where(e => !keys.Contains(e.Key.Text)))
            Unknown(key, path + key.Text, keys);
        return map.Entries.Where(e => keys.Contains(e.Key.Text)).ToDictionary(e => e.Key.Text, e => e.Value);
    }

    private void Unknown(YamlItem.Scalar key, string path, IReadOnlyList<string> keys) => Faults.Add(new(
        key.Line,
        key.Column,
        DraftCheck.Shown(path),
        $"there is no key \"{DraftCheck.Shown(key.Text)}\"",
        CommandOf(key.Text) is { } command && path == key.Text ? $"it is not part of a configuration; a file of its own is put in force with: {command}"
        : NearMiss.Of(key.Text, keys) is { } near ? $"did you mean {near}?"
        : YamlSecrets.IsNameOfOne(key.Text) ? YamlSecrets.WhereTheyBelong
        : $"keys here: {string.Join(", ", keys)}"));

    /// <summary>What takes a file with this key at its top.</summary>
    private static string? CommandOf(string key) => key switch
    {
        "rules" => "fairlead rule apply -f FILE",
        "triggers" => "fairlead trigger apply -f FILE",
        _ => null,
    };
}
