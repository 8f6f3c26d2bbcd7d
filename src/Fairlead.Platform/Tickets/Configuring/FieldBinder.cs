using Fairlead.Client.Tickets;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Tickets.Rendering;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>
/// Turns what a person wrote for fields into mappings, against the create screen, the people and the issues of the live project.
/// What Jira would refuse is told with its place.
/// </summary>
/// <param name="type">Of the issues that are to be made.</param>
internal sealed class FieldBinder(JiraClient jira, JiraProject project, JiraIssueType type, IReadOnlyList<JiraFieldMeta> screen, PeopleFinder people, FaultList faults)
{
    private const int MaxFields = 100;
    private const int MaxRows = 200;

    /// <summary>As many values of an option field as are kept for placeholders to choose from.</summary>
    private const int MaxAllowed = 2_000;

    private readonly HashSet<string> _refused = [];
    private readonly ParentFinder _parents = new(jira, project.Key, type);

    /// <summary>Ids of fields whose value or name is wrong, also in part.</summary>
    public IReadOnlySet<string> Refused => _refused;

    public async Task<IReadOnlyList<FieldMapping>> BindAsync(TicketConfigurationBody body, CancellationToken ct)
    {
        var mappings = new List<FieldMapping>();
        if (body.Fields?.Count > MaxFields)
            faults.Problem("fields", $"has more than {MaxFields} entries");
        foreach (var (path, field, value) in Written(body))
        {
            var before = faults.Told;
            if (mappings.Exists(m => m.Id == field.Id))
                faults.Problem(path, $"{field.Name} has a value already", "keep one of the two");
            else if (await MapAsync(path, field, value, ct) is { } mapping)
                mappings.Add(mapping);
            faults.NameField(before, path.Split('.', 2)[^1], field.Id, field.Name);
            if (faults.Told.Problems > before.Problems)
                _refused.Add(field.Id);
        }

        return mappings;
    }

    private IEnumerable<(string Path, JiraFieldMeta Field, FieldBody Value)> Written(TicketConfigurationBody body)
    {
        foreach (var (key, value) in FieldKeys.Of(body))
        {
            if (FieldKeys.Find(key, screen) is { } field)
                yield return (key.Name, field, value);
            else
                faults.Problem(key.Name, $"{key.Label} is not on the create screen, or the connection's account may not set it", $"put {key.Label} on the create screen of the issue type{key.Permission}, or leave {key.Name} out");
        }

        foreach (var (name, value) in (body.Fields ?? new Dictionary<string, FieldBody>()).Take(MaxFields))
        {
            if (Find(name) is { } field)
                yield return ($"fields.{name}", field, value);
        }
    }

    private JiraFieldMeta? Find(string name)
    {
        var path = $"fields.{name}";
        var field = screen.FirstOrDefault(f => f.Id == name) ?? screen.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (field is not null && !ConfigurationBinder.Given.Contains(field.Id) && field.Id != "priority")
            return field;
        var names = screen.Select(f => f.Name).ToList();
        if (field is not null)
            Given(path, field);
        else
            Unknown(path, name, names);
        return null;
    }

    private void Given(string path, JiraFieldMeta field)
    {
        if (field.Id == "reporter")
            faults.Problem(path, $"{field.Name} is the account with which the connection signs in", "leave it out");
        else
            faults.Problem(path, $"{field.Name} is set by Fairlead", field.Id switch
            {
                "priority" => "use priorities",
                "project" => "use project",
                "issuetype" => "use issueType",
                "labels" => "use labels",
                _ => "use template",
            });
    }

    private void Unknown(string path, string name, IReadOnlyList<string> names)
    {
        var near = NearMiss.Of(name, names);
        faults.Problem(
            path,
            $"the create screen has no field \"{DraftCheck.Shown(name)}\"; it has {string.Join(", ", names.Take(30))}",
            near is not null ? $"did you mean {near}?" : "put it on the screen in Jira, or leave it out");
        _refused.UnionWith(screen.Where(f => f.Name == near).Select(f => f.Id));
    }

    /// <param name="path">Where the value was written.</param>
    /// <returns><see langword="null"/> after a problem.</returns>
    public async Task<FieldMapping?> MapAsync(string path, JiraFieldMeta field, FieldBody value, CancellationToken ct)
    {
        if (FieldShapes.Of(field.Schema) is not { } shape)
        {
            faults.Problem(path, FieldDemand.WhyUnset(field), FieldDemand.FixOfUnset(field));
            return null;
        }

        var slot = new Slot(path, field, shape);
        if (Form(slot, value) is not { } form)
            return null;
        var source = form switch
        {
            "value" => await ValueAsync(slot, value.Value!, value.Otherwise, ct),
            "values" => await ConstantAsync(slot, value.Values!, ct),
            "lookup" => await LookupAsync(slot, value, ct),
            "sla" => Deadline(slot, value.Sla!),
            _ => await RoundRobinAsync(slot, value.RoundRobin!, ct),
        };
        return source is null ? null : new FieldMapping(field.Id, field.Name, shape, source, FieldKeys.OwnerOf(field.Id, shape));
    }

    private string? Form(Slot slot, FieldBody value)
    {
        string?[] forms =
        [
            value.Value is null ? null : "value", value.Values is null ? null : "values", value.Lookup is null ? null : "lookup",
            value.Sla is null ? null : "sla", value.RoundRobin is null ? null : "roundRobin",
        ];
        var given = forms.OfType<string>().ToList();
        if (given.Count != 1)
            faults.Problem(slot.Path, given.Count == 0 ? "has no value" : $"has {string.Join(" and ", given)}", "give exactly one of value, values, lookup, sla and roundRobin");
        else if (given[0] != "lookup" && value.Table is not null)
            faults.Problem(slot.Path, "table belongs to lookup", "add lookup: asset, or leave it out");
        else if (given[0] != "lookup" && value.Otherwise is not null && value.Value?.Contains("{{") != true)
            faults.Problem(slot.Path, "otherwise belongs to lookup, and to a value with placeholders", "leave it out");
        else
            return given[0];
        return null;
    }

    private async Task<ValueSource?> ValueAsync(Slot slot, string text, string? otherwise, CancellationToken ct)
    {
        if (!text.Contains("{{"))
            return await ReadAsync(slot, slot.Path, text, ct) is { } values ? new ValueSource.Constant(values) : null;
        var hasFaults = HasFaults(slot.Path, text);
        var fallback = otherwise is null ? null : await ReadAsync(slot, $"{slot.Path}.otherwise", otherwise, ct);
        return hasFaults || fallback is null != otherwise is null ? null : new ValueSource.Expression(text, [.. slot.Allowed.Take(MaxAllowed)], fallback);
    }

    private async Task<ValueSource?> ConstantAsync(Slot slot, IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (texts.Count > 1 && slot.Shape is not (FieldShape.Options or FieldShape.Users or FieldShape.Texts))
        {
            faults.Problem(slot.Path, $"{slot.Field.Name} takes one value only");
            return null;
        }

        return await EachAsync(slot, $"{slot.Path}.values", texts, ct) is { } values ? new ValueSource.Constant(values) : null;
    }

    private async Task<ValueSource?> LookupAsync(Slot slot, FieldBody value, CancellationToken ct)
    {
        LookupKey? by = faults.Word<LookupKey>($"{slot.Path}.lookup", value.Lookup!, out var known) ? known : null;
        var table = value.Table ?? new Dictionary<string, string>();
        if (table.Count is 0 or > MaxRows)
            faults.Problem($"{slot.Path}.table", table.Count == 0 ? "has no row" : $"has more than {MaxRows} rows", "write what to look for, and the value: table: { \"payments-*\": Payments }");
        var (rows, patterns) = (new List<LookupRow>(), new List<LookupRow>());
        foreach (var (pattern, text) in table.Take(MaxRows))
        {
            var path = $"{slot.Path}.table.{pattern}";
            if (!IsPattern(path, by, pattern))
                continue;
            patterns.Add(new(pattern, []));
            if (await ReadAsync(slot, path, text, ct) is { } values)
                rows.Add(new(pattern, values));
        }

        // Of a table without a mistake that is seen with the rest of the screen; a row that is not understood may be the one that is missing.
        if (value.Otherwise is null && by is { } asked && rows.Count < patterns.Count && patterns.Count == table.Count && FieldDemand.IsDemanded(slot.Field))
            FieldDemand.CheckSure(slot.Path, slot.Field, slot.Shape, new ValueSource.Lookup(asked, patterns, null), faults);
        var otherwise = value.Otherwise is { } fallback ? await ReadAsync(slot, $"{slot.Path}.otherwise", fallback, ct) : null;
        return by is { } key ? new ValueSource.Lookup(key, rows, otherwise) : null;
    }

    /// <param name="by">Null where it was not understood.</param>
    private bool IsPattern(string path, LookupKey? by, string pattern)
    {
        if (pattern.Length is 0 or > 255)
        {
            faults.Problem(path, "must be 1 to 255 characters");
            return false;
        }

        return pattern.Contains('*') || by switch
        {
            LookupKey.Severity => faults.Word<Severity>(path, pattern, out _),
            LookupKey.Kind => faults.Word<FindingKind>(path, pattern, out _),
            _ => true,
        };
    }

    private ValueSource.Deadline? Deadline(Slot slot, IReadOnlyDictionary<string, int> sla)
    {
        if (slot.Shape != FieldShape.Date)
        {
            faults.Problem($"{slot.Path}.sla", $"{slot.Field.Name} is no date", "use a value or a table");
            return null;
        }

        var days = new List<SeverityDays>();
        foreach (var (word, count) in sla)
        {
            var path = $"{slot.Path}.sla.{word}";
            if (count is < 0 or > TicketFilter.MaxDays)
                faults.Problem(path, $"must be 0 to {TicketFilter.MaxDays} days");
            else if (faults.Word<Severity>(path, word, out var severity))
                days.Add(new(severity, count));
        }

        if (sla.Count == 0)
            faults.Problem($"{slot.Path}.sla", "names no severity", "such as sla: { critical: 7, high: 30 }");
        return new ValueSource.Deadline([.. days.OrderByDescending(d => d.Severity)]);
    }

    private async Task<ValueSource?> RoundRobinAsync(Slot slot, IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (slot.Shape != FieldShape.User)
        {
            faults.Problem($"{slot.Path}.roundRobin", $"{slot.Field.Name} is no single person", "use a value or a table");
            return null;
        }

        return await EachAsync(slot, $"{slot.Path}.roundRobin", texts, ct) is { Count: > 0 } among ? new ValueSource.RoundRobin(among) : null;
    }

    /// <returns><see langword="null"/> after a problem.</returns>
    private async Task<IReadOnlyList<JiraName>?> EachAsync(Slot slot, string path, IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (texts.Count is 0 or > MaxRows)
        {
            faults.Problem(path, texts.Count == 0 ? "is empty" : $"has more than {MaxRows} entries", texts.Count == 0 ? "leave it out" : null);
            return null;
        }

        var values = new List<JiraName>();
        var isGood = true;
        for (var i = 0; i < texts.Count; i++)
        {
            if (await ReadOneAsync(slot, $"{path}[{i}]", texts[i], isItem: true, ct) is { } one)
                values.AddRange(one);
            else
                isGood = false;
        }

        return isGood ? [.. values.DistinctBy(v => v.Id)] : null;
    }

    /// <returns><see langword="null"/> after a problem.</returns>
    private async Task<IReadOnlyList<JiraName>?> ReadAsync(Slot slot, string path, string text, CancellationToken ct)
    {
        if (slot.Shape != FieldShape.Users)
            return await ReadOneAsync(slot, path, text, isItem: false, ct);
        return await EachAsync(slot, path, text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), ct);
    }

    /// <param name="isItem">Of a list: then commas are its own.</param>
    private async Task<IReadOnlyList<JiraName>?> ReadOneAsync(Slot slot, string path, string text, bool isItem, CancellationToken ct)
    {
        text = text.Trim();
        if (text.Length == 0)
        {
            faults.Problem(path, "is empty", "leave it out");
            return null;
        }

        switch (slot.Shape)
        {
            case FieldShape.Text or FieldShape.RichText or FieldShape.Texts when text.Contains("{{"):
                return HasFaults(path, text) ? null : [new(text, text)];
            case var shape when text.Contains("{{"):
                faults.Problem(path, "placeholders stand in texts only here", shape == FieldShape.Option ? "write one of the values that Jira allows" : null);
                return null;
            case FieldShape.User or FieldShape.Users:
                return await people.FindAsync(path, text, slot.Field.Id == "assignee", ct) is { } person ? [person] : null;
            case FieldShape.Parent or FieldShape.EpicLink:
                return await ParentAsync(path, text, slot.Shape, ct) is { } parent ? [parent] : null;
        }

        switch (isItem ? FieldCoercion.OfEach(slot.Shape, [text], slot.Allowed) : FieldCoercion.Of(slot.Shape, text, slot.Allowed))
        {
            case Coerced.Fits fits:
                return fits.Values;
            case Coerced.Misfit misfit:
                faults.Problem(path, misfit.Message, misfit.Fix);
                return null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<JiraName?> ParentAsync(string path, string key, FieldShape shape, CancellationToken ct)
    {
        var found = await _parents.FindAsync(key, shape, ct);
        if (found.Why is { } why)
            faults.Problem(path, why, found.Fix);
        else if (found.Doubt is { } doubt)
            faults.Warning(path, doubt, found.Fix);
        return found.Parent;
    }

    private bool HasFaults(string path, string text)
    {
        var wrong = TemplateCheck.Faults(new Template("x", text));
        foreach (var fault in wrong)
            faults.Problem(path, fault.Message, fault.Fix);
        return wrong.Count > 0;
    }

    /// <summary>A field of the screen, and where its value was written.</summary>
    private sealed record Slot(string Path, JiraFieldMeta Field, FieldShape Shape)
    {
        public IReadOnlyList<JiraName> Allowed { get; } = FieldShapes.AllowedOf(Field);
    }
}
