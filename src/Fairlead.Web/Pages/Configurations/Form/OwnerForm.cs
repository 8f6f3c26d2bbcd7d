using Fairlead.Client.Tickets;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Whose word counts for what stands in an issue: from a configuration into the form's choices, and back.</summary>
internal static class OwnerForm
{
    /// <summary>What has an owner and is no field of the create screen that the form shows.</summary>
    public static IReadOnlyList<(string Key, string Label)> Own { get; } = [("summary", "Title"), ("description", "Description"), ("priority", "Priority"), ("labels", "Labels of the configuration"), ("status", "Status")];

    public static string PathOf(OfferedField field, TicketConfigurationBody body) => $"owners.{KeyOf(field, body)}";

    /// <summary>The name under which the configuration has it among <c>owners</c>; the one that it would get where it has none.</summary>
    public static string KeyOf(OfferedField field, TicketConfigurationBody body) =>
        body.Owners?.Keys.FirstOrDefault(k => k == field.Key || k == field.Id || k.Equals(field.Name, StringComparison.OrdinalIgnoreCase)) ?? field.Key ?? FieldForm.KeyOf(field, body);

    /// <summary>Names that are neither; a configuration that was saved has none.</summary>
    public static IEnumerable<string> Astray(OfferedScreen screen, TicketConfigurationBody body) =>
        (body.Owners?.Keys ?? []).Where(k => Own.All(o => o.Key != k) && screen.Fields.All(f => KeyOf(f, body) != k));

    /// <param name="key">As <see cref="KeyOf"/>.</param>
    /// <param name="shape"><see langword="null"/> for what is no field of the create screen.</param>
    public static string TextOf(FieldOwner owner, string key, FieldShape? shape) => owner switch
    {
        FieldOwner.Last when key is "status" => "Both: a move each time findings change",
        FieldOwner.Last => "Whoever changed it last",
        FieldOwner.Jira when key is "status" => "People: never moved",
        FieldOwner.Fairlead when key is "status" => "Fairlead: moved back",
        FieldOwner.Jira => "People: set only once",
        // Such text cannot be compared with what was sent.
        FieldOwner.Fairlead when key is "summary" or "description" || shape == FieldShape.RichText => "Fairlead: sent over changes",
        FieldOwner.Fairlead => "Fairlead: changes are set back",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A field that the form gives no value has no owner either.</summary>
    public static IReadOnlyDictionary<string, string>? Read(IFormCollection form, TicketConfigurationBody before)
    {
        var owners = before.Owners ?? new Dictionary<string, string>();
        var entries = form["owners.of"].Zip(form["owners.to"], form["owners.field"]);
        // Two fields of one name have one entry: that of the one that has a value counts.
        foreach (var entry in entries.GroupBy(e => e.First!))
        {
            var given = entry.FirstOrDefault(e => string.IsNullOrEmpty(e.Third) || form[$"f.{e.Third}.how"].ToString().Length > 0);
            owners = AsWritten.With(owners, entry.Key, given.Second is { Length: > 0 } owner ? owner : null);
        }

        return owners.Count > 0 ? owners : null;
    }
}
