using System.Text.Json.Nodes;
using Fairlead.Sandbox.Fields;
using Fairlead.Sandbox.Fields.Kinds;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Projects;
using Fairlead.Sandbox.Screens;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;
using Fairlead.Sandbox.Text;

namespace Fairlead.Sandbox.Issues;

/// <summary>
/// What a request's <c>fields</c> and <c>update</c> would do to an issue: read against the screen, all complaints collected.
/// </summary>
internal sealed class FieldChanges
{
    private const string NotOnScreen = "cannot be set. It is not on the appropriate screen, or unknown.";
    private static readonly string[] Apart = [FieldIds.Project, FieldIds.IssueType, FieldIds.Comment, FieldIds.IssueLinks, FieldIds.Worklog];
    private readonly Site _site;
    private readonly Project _project;
    private readonly IssueType _type;
    private readonly Screen? _screen;
    private readonly bool _speaksAdf;
    private readonly Account _actor;
    private readonly Issue? _issue;
    private readonly Dictionary<string, string> _errors = [];
    private readonly HashSet<string> _refused = [];
    private string? _reason;

    /// <param name="screen">Null refuses every field, as a transition without a screen does.</param>
    /// <param name="issue">Null while creating.</param>
    public FieldChanges(
        Site site, Project project, IssueType type, Screen? screen, bool speaksAdf, Account actor, Issue? issue)
    {
        _site = site;
        _project = project;
        _type = type;
        _screen = screen;
        _speaksAdf = speaksAdf;
        _actor = actor;
        _issue = issue;
    }

    /// <summary>New values by field id; null clears.</summary>
    public Dictionary<string, object?> Values { get; } = [];

    /// <summary>Comments to add.</summary>
    public List<(RichText Body, JsonObject? Visibility)> Comments { get; } = [];

    /// <summary>Links to add, as sent.</summary>
    public List<JsonObject> Links { get; } = [];

    public IReadOnlyDictionary<string, string> Errors => _errors;

    public void Read(JsonNode? fields, JsonNode? update)
    {
        if (fields is JsonObject set)
        {
            foreach (var (id, value) in set)
                Set(id, value);
        }

        if (update is JsonObject operations)
        {
            foreach (var (id, list) in operations)
                Update(id, list);
        }
    }

    public void Complain(string fieldId, string message) => _errors.TryAdd(fieldId, message);

    /// <param name="onCreate">Every required field must have come; otherwise none may be cleared.</param>
    public void DemandRequired(bool onCreate)
    {
        foreach (var id in _screen?.Required ?? [])
        {
            var given = Values.TryGetValue(id, out var value);
            // A parent that was given and refused was told already.
            if (((given && value is null) || (!given && onCreate)) && !_refused.Contains(id))
                Complain(id == FieldIds.Parent && _type.IsSubtask ? FieldIds.IssueType : id, RequiredMessage(id));
        }
    }

    public void ThrowIfRefused()
    {
        if (_errors.Count == 0)
            return;
        if (_errors.Count == 1 && _errors.First() is { Value: "INVALID_INPUT" })
            throw new JiraRefusal(400, ["INVALID_INPUT"], reason: _reason);
        throw JiraRefusal.OfFields(_errors, _reason);
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private string RequiredMessage(string id) => id switch
    {
        FieldIds.Summary => "You must specify a summary of the issue.",
        FieldIds.Parent when _type.IsSubtask => "Issue type is a sub-task but parent issue key or id not specified.",
        _ => $"{_site.Fields.Find(id)?.Name ?? id} is required.",
    };

    private void Set(string id, JsonNode? value)
    {
        if (Apart.Contains(id))
        {
            if (id is FieldIds.Comment or FieldIds.IssueLinks or FieldIds.Worklog)
                Complain(id, $"Field '{id}' {NotOnScreen}");
            return;
        }

        if (Settable(id) is not { } field)
            return;
        Try(id, () => value is null ? null : field.Kind.Read(value, Scope(field)));
    }

    private void Update(string id, JsonNode? list)
    {
        if (list is not JsonArray operations)
        {
            Complain(id, "data was not an array");
            return;
        }

        foreach (var operation in operations.OfType<JsonObject>())
        {
            foreach (var (verb, operand) in operation)
                Apply(id, verb, operand);
        }
    }

    private void Apply(string id, string verb, JsonNode? operand)
    {
        if (id == FieldIds.Comment && verb == "add" && operand is JsonObject comment)
        {
            AddComment(comment);
            return;
        }

        if (id == FieldIds.IssueLinks && verb == "add" && operand is JsonObject link)
        {
            Links.Add(link);
            return;
        }

        if (Settable(id) is not { } field)
            return;
        if (Values.ContainsKey(id) && verb == "set")
        {
            Complain(id, $"Field '{id}' cannot appear in both 'fields' and 'update'");
            return;
        }

        var current = Values.TryGetValue(id, out var value) ? value : _issue?.Now.Get(id);
        Try(id, () => verb switch
        {
            "set" => operand is null ? null : field.Kind.Read(operand, Scope(field)),
            "add" => field.Kind.Add(current, operand, Scope(field)),
            "remove" => field.Kind.Remove(current, operand, Scope(field)),
            _ => throw new FieldRefusal($"Unrecognized operation: {verb}"),
        });
    }

    private void AddComment(JsonObject comment)
    {
        try
        {
            if (comment["body"] is not { } body || LongTextKind.ReadText(body, _speaksAdf, _site) is not { } text)
            {
                Complain(FieldIds.Comment, "Comment body can not be empty!");
                return;
            }

            Comments.Add((text, (comment["visibility"] as JsonObject)?.DeepClone() as JsonObject));
        }
        catch (FieldRefusal refusal)
        {
            _reason = refusal.Reason;
            Complain(FieldIds.Comment, refusal.Message);
        }
    }

    private Field? Settable(string id)
    {
        var field = _site.Fields.Find(id);
        if (field is null || field.Kind is ShownKind || _screen?.Has(id) != true)
        {
            Complain(id, $"Field '{id}' {NotOnScreen}");
            return null;
        }

        if (id == FieldIds.Reporter && !_site.Permissions.Has(_actor, PermissionKeys.ModifyReporter, _project))
        {
            Complain(id, $"Field '{id}' {NotOnScreen}");
            return null;
        }

        if (id == FieldIds.Security && !SecurityLevelKind.CanSet(_site, _actor, _project))
        {
            Complain(id, $"Field '{id}' {NotOnScreen}");
            return null;
        }

        return field;
    }

    private FieldScope Scope(Field field) => new(_site, _project, _type, field, _speaksAdf, _actor, _issue);

    private void Try(string id, Func<object?> read)
    {
        try
        {
            Values[id] = read();
        }
        catch (FieldRefusal refusal)
        {
            _reason = refusal.Reason ?? _reason;
            _refused.Add(id);
            Complain(refusal.Under ?? id, refusal.Message);
        }
    }
}
