using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;

namespace Fairlead.Platform.Tickets.Sampling;

/// <summary>What the sample gets besides its summary and description.</summary>
/// <param name="Told">The same for people, in the order of the screen.</param>
internal sealed record FilledFields(
    IReadOnlyDictionary<string, JsonNode?> Plain, IReadOnlyDictionary<string, RichDocument> Rich, IReadOnlyList<SampleFieldResponse> Told);

/// <summary>
/// Fills what a create screen demands of the sample: with what the person gives, read as configurations read it, else with the
/// first value that Jira allows, or one that says nothing.
/// </summary>
/// <param name="connection">As people write it.</param>
internal sealed class SampleFields(JiraClient jira, JiraProject project, JiraIssueType type, IReadOnlyList<JiraFieldMeta> screen, string connection, TimeProvider clock)
{
    private const int MostNamed = 30;

    /// <summary>Not Fairlead's to give, or given to every sample.</summary>
    private static readonly HashSet<string> Elsewhere = ["project", "issuetype", "summary", "description"];

    private readonly FaultList _faults = new();
    private readonly List<FieldValue> _values = [];
    private readonly Dictionary<string, JsonNode?> _raw = [];
    private readonly List<SampleFieldResponse> _told = [];
    private JiraUser? _self;

    /// <param name="given">By name or id.</param>
    /// <exception cref="ProblemException">422, with each field that cannot be filled.</exception>
    public async Task<FilledFields> FillAsync(IReadOnlyDictionary<string, string> given, CancellationToken ct)
    {
        var written = new Dictionary<string, (string Name, string Text)>();
        foreach (var (name, text) in given)
        {
            if (Find(name) is { } field && !written.TryAdd(field.Id, (name, text)))
                _faults.Problem($"fields.{name}", $"{field.Name} has a value already", "keep one of the two");
        }

        var binder = new FieldBinder(jira, project, type, screen, new PeopleFinder(jira, project.Key, connection, _faults), _faults);
        foreach (var field in screen)
        {
            if (written.TryGetValue(field.Id, out var value))
                await TakeAsync(binder, field, value.Name, value.Text, ct);
            else if (field is { IsRequired: true, HasDefault: false } && !Elsewhere.Contains(field.Id))
                await FillAsync(field, ct);
        }

        if (_faults.HasProblems)
            throw new ProblemException(ProblemOf(_faults.Problems));
        var plain = IssueBuilder.FieldsOf(_values, jira.Site.Edition);
        foreach (var (id, json) in _raw)
            plain[id] = json;
        return new(plain, IssueBuilder.RichFieldsOf(_values), _told);
    }

    private JiraFieldMeta? Find(string name)
    {
        var field = screen.FirstOrDefault(f => f.Id == name) ?? screen.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (field is not null && !Elsewhere.Contains(field.Id))
            return field;
        var names = screen.Where(f => !Elsewhere.Contains(f.Id)).Select(f => f.Name).ToList();
        _faults.Problem(
            $"fields.{name}",
            field is not null ? $"{field.Name} is set by Fairlead" : $"the create screen has no field {Problem.Quote(name)}; it has {string.Join(", ", names.Take(MostNamed))}",
            field is null && NearMiss.Of(name, names) is { } near ? $"did you mean {near}?" : "leave it out");
        return null;
    }

    /// <summary>A type that configurations cannot set takes JSON, as Jira wants it.</summary>
    private async Task TakeAsync(FieldBinder binder, JiraFieldMeta field, string name, string text, CancellationToken ct)
    {
        if (FieldShapes.Of(field.Schema) is null)
        {
            _raw[field.Id] = NodeOf(text);
            Tell(field, text, isGiven: true);
        }
        else if (text.Contains("{{"))
        {
            _faults.Problem($"fields.{name}", "a sample has no finding of which placeholders could speak", "write the value itself");
        }
        else if (await binder.MapAsync($"fields.{name}", field, new(Value: text), ct) is { Source: ValueSource.Constant constant } mapping)
        {
            Keep(field, mapping.Shape, constant.Values, isGiven: true);
        }
    }

    private async Task FillAsync(JiraFieldMeta field, CancellationToken ct)
    {
        if (FieldShapes.Of(field.Schema) is { } shape && await ValueOfAsync(shape, field, ct) is { } value)
            Keep(field, shape, [value], isGiven: false);
        else
            _faults.Problem(field.Name, $"Jira demands a value for {field.Name} ({field.Id}), of type {field.Schema.Custom ?? field.Schema.Type}, for which there is no sample", $"give it: --field {Quoted(field.Name)}");
    }

    /// <returns><see langword="null"/> where there is nothing to choose from, and nothing that says nothing.</returns>
    private async Task<JiraName?> ValueOfAsync(FieldShape shape, JiraFieldMeta field, CancellationToken ct)
    {
        var allowed = FieldShapes.AllowedOf(field);
        return shape switch
        {
            // A child says its parent, and some screens demand both.
            FieldShape.Cascade => allowed.FirstOrDefault(v => FieldValue.PartsOf(v.Id).Length > 1) ?? (allowed.Count > 0 ? allowed[0] : null),
            _ when allowed.Count > 0 => allowed[0],
            FieldShape.Text or FieldShape.RichText => Plain(SampleIssue.Summary),
            FieldShape.Texts => Plain(SampleIssue.Label),
            FieldShape.Number => Plain("1"),
            FieldShape.Date => Plain(clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            FieldShape.DateTime => Plain(clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture)),
            FieldShape.Url => Plain("https://example.com/"),
            FieldShape.User or FieldShape.Users => (_self ??= await jira.Myself.GetAsync(ct)) is var self ? new(self.Id, self.DisplayName) : null,
            _ => null,
        };
    }

    private void Keep(JiraFieldMeta field, FieldShape shape, IReadOnlyList<JiraName> values, bool isGiven)
    {
        _values.Add(new(field.Id, field.Name, shape, [.. values.Select(v => v.Id)]));
        Tell(field, string.Join(", ", values.Select(v => v.Name)), isGiven);
    }

    private void Tell(JiraFieldMeta field, string value, bool isGiven) => _told.Add(new(field.Id, field.Name, value, isGiven));

    private static JiraName Plain(string text) => new(text, text);

    private static JsonNode? NodeOf(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string Quoted(string name) => $"\"{name}=VALUE\"";

    private static Problem ProblemOf(IReadOnlyList<ConfigurationFault> faults)
    {
        var texts = faults.Select(ConfigurationRefusals.Text).ToList();
        return new Problem(ProblemKind.ValidationFailed, texts.Count == 1 ? texts[0] : $"{texts.Count} fields of the sample are not right; nothing was made. {string.Join(" ", texts)}")
        {
            Errors = [.. faults.Select(f => new ProblemError(ConfigurationRefusals.Text(f), Pointer: f.Path.StartsWith("fields.", StringComparison.Ordinal) ? "/fields/" + f.Path["fields.".Length..] : "/fields"))],
        };
    }
}
