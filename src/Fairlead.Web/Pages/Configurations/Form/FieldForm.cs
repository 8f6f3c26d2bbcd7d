using Fairlead.Client.Tickets;
using Fairlead.Kernel;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Where the value of a field comes from, as the form asks it.</summary>
public enum FieldSource
{
    /// <summary>The configuration says nothing of the field.</summary>
    Nothing,
    Value,
    Text,
    Table,
    Sla,
    Turns,
}

/// <summary>The value of one field: from a configuration into the form's inputs, and back.</summary>
internal static class FieldForm
{
    /// <summary>In the order in which people ask for them.</summary>
    public static IReadOnlyList<Severity> Severities { get; } = [.. Enum.GetValues<Severity>().OrderDescending()];

    /// <summary>Of the part of the page, and what the names of its inputs begin with.</summary>
    public static string IdOf(OfferedField field) => $"f.{field.Id}";

    /// <summary>The sources that a field can have.</summary>
    public static IEnumerable<FieldSource> SourcesOf(FieldShape shape)
    {
        yield return FieldSource.Value;
        yield return FieldSource.Text;
        yield return FieldSource.Table;
        if (shape == FieldShape.Date)
            yield return FieldSource.Sla;
        if (shape == FieldShape.User)
            yield return FieldSource.Turns;
    }

    public static FieldSource SourceOf(FieldBody? value) => value switch
    {
        null => FieldSource.Nothing,
        { Sla: not null } => FieldSource.Sla,
        { RoundRobin: not null } => FieldSource.Turns,
        { Table: not null } or { Lookup: not null } => FieldSource.Table,
        { Value: { } text } when text.Contains("{{", StringComparison.Ordinal) => FieldSource.Text,
        _ => FieldSource.Value,
    };

    /// <summary>Whether the field takes several values.</summary>
    public static bool TakesSeveral(FieldShape shape) => shape is FieldShape.Options or FieldShape.Users or FieldShape.Texts;

    /// <summary>The name under which the configuration has it among <c>fields</c>; its id where it has none yet.</summary>
    public static string KeyOf(OfferedField field, TicketConfigurationBody body) =>
        body.Fields?.Keys.FirstOrDefault(k => k == field.Id) ?? body.Fields?.Keys.FirstOrDefault(k => k.Equals(field.Name, StringComparison.OrdinalIgnoreCase)) ?? field.Id;

    /// <summary>Places of a configuration that are about the field.</summary>
    public static IEnumerable<string> PathsOf(OfferedField field, TicketConfigurationBody body) =>
        new[] { field.Key, $"fields.{field.Id}", $"fields.{field.Name}", $"fields.{KeyOf(field, body)}" }.OfType<string>();

    /// <summary>Those of its value, and of whose word counts for it.</summary>
    public static IEnumerable<string> PlacesOf(OfferedField field, TicketConfigurationBody body) => PathsOf(field, body).Append(OwnerForm.PathOf(field, body));

    /// <returns><see langword="null"/> where the configuration says nothing of it.</returns>
    public static FieldBody? ValueOf(OfferedField field, TicketConfigurationBody body) =>
        (field.Key is { } key ? OwnOf(body, key) : null) ?? body.Fields?.GetValueOrDefault(KeyOf(field, body));

    /// <summary>Whether a field that has a key of its own has a value.</summary>
    public static bool HasOwn(TicketConfigurationBody body) => Array.Exists(Keys, k => OwnOf(body, k) is not null);

    /// <summary>What the configuration gives to fields that are not on the screen, by path and name.</summary>
    public static IEnumerable<string> Astray(OfferedScreen screen, TicketConfigurationBody body) =>
        Keys.Where(k => OwnOf(body, k) is not null && screen.Fields.All(f => f.Key != k))
            .Concat((body.Fields?.Keys ?? []).Where(k => screen.Fields.All(f => KeyOf(f, body) != k)));

    /// <summary>Takes what was entered for a field into the configuration.</summary>
    /// <param name="id">As it stands in the form.</param>
    public static TicketConfigurationBody Read(IFormCollection form, string id, TicketConfigurationBody body, List<ConfigurationFault> faults)
    {
        var at = $"f.{id}";
        var (own, key) = (form[$"{at}.own"].ToString(), form[$"{at}.key"].ToString());
        var value = ReadValue(form, at, own.Length > 0 ? own : $"fields.{id}", faults);
        var fields = (body.Fields ?? new Dictionary<string, FieldBody>()).Where(f => f.Key != key).ToDictionary();
        if (own.Length == 0 && value is not null)
            fields[key.Length > 0 ? key : id] = value;
        return With(body with { Fields = fields }, own, value);
    }

    /// <summary>Takes away what the configuration says of a field.</summary>
    public static TicketConfigurationBody Without(TicketConfigurationBody body, string key) =>
        With(body with { Fields = body.Fields?.Where(f => f.Key != key).ToDictionary() }, key, null);

    private static FieldBody? ReadValue(IFormCollection form, string at, string path, List<ConfigurationFault> faults)
    {
        switch (form[$"{at}.how"].ToString())
        {
            case nameof(FieldSource.Value) when form.ContainsKey($"{at}.several"):
                return new(Values: FormValues.Lines(form[$"{at}.several"]) ?? []);
            case nameof(FieldSource.Value):
                return new(Forms.Text(form, $"{at}.value"));
            case nameof(FieldSource.Text):
                return new(Forms.Text(form, $"{at}.text"), Otherwise: FormValues.Word(form, $"{at}.text.otherwise"));
            case nameof(FieldSource.Table):
                return new(Lookup: form[$"{at}.lookup"], Table: Table(form, at, path, faults), Otherwise: FormValues.Word(form, $"{at}.otherwise"));
            case nameof(FieldSource.Sla):
                return new(Sla: Days(form, at, path, faults));
            case nameof(FieldSource.Turns):
                return new(RoundRobin: FormValues.Lines(form[$"{at}.turns"]) ?? []);
            default:
                return null;
        }
    }

    private static Dictionary<string, string> Table(IFormCollection form, string at, string path, List<ConfigurationFault> faults)
    {
        var table = new Dictionary<string, string>();
        foreach (var (pattern, value) in form[$"{at}.if"].Zip(form[$"{at}.then"], (p, v) => (p!.Trim(), v!.Trim())).Where(r => r.Item1.Length + r.Item2.Length > 0))
        {
            if (!table.TryAdd(pattern, value))
                faults.Add(new(path, $"the table has “{pattern}” twice", "leave one of the rows empty"));
        }

        return table;
    }

    private static Dictionary<string, int> Days(IFormCollection form, string at, string path, List<ConfigurationFault> faults)
    {
        var days = new Dictionary<string, int>();
        foreach (var severity in Severities)
        {
            if (FormValues.Number(form, $"{at}.sla.{FindingsView.WordOf(severity)}", path, faults) is { } number)
                days[FindingsView.WordOf(severity)] = number;
        }

        return days;
    }

    private static readonly string[] Keys = ["assignee", "components", "fixVersions", "affectsVersions", "dueDate", "parent", "securityLevel"];

    private static FieldBody? OwnOf(TicketConfigurationBody body, string key) => key switch
    {
        "assignee" => body.Assignee,
        "components" => body.Components,
        "fixVersions" => body.FixVersions,
        "affectsVersions" => body.AffectsVersions,
        "dueDate" => body.DueDate,
        "parent" => body.Parent,
        "securityLevel" => body.SecurityLevel,
        _ => null,
    };

    private static TicketConfigurationBody With(TicketConfigurationBody body, string key, FieldBody? value) => key switch
    {
        "assignee" => body with { Assignee = value },
        "components" => body with { Components = value },
        "fixVersions" => body with { FixVersions = value },
        "affectsVersions" => body with { AffectsVersions = value },
        "dueDate" => body with { DueDate = value },
        "parent" => body with { Parent = value },
        "securityLevel" => body with { SecurityLevel = value },
        _ => body,
    };
}
