using Fairlead.Client.Tickets;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Which template a configuration has, as the form asks it.</summary>
internal static class TemplateChoice
{
    /// <summary>Texts of its own.</summary>
    public const string Own = "own";

    /// <returns>Name of a shipped one; empty for the usual one.</returns>
    public static string Of(TemplateBody? template) => template switch
    {
        null => "",
        { Summary: null, Body: null, Dynamic: null, Data: null } => template.Use ?? "",
        _ => Own,
    };

    /// <summary>All its texts: what it does not give itself comes from the one that it begins with.</summary>
    public static TemplateBody TextsOf(TemplateBody? template)
    {
        var begin = TemplatePreviews.TextOf(TemplatePreviews.Shipped.FirstOrDefault(t => t.Name.Equals(template?.Use, StringComparison.OrdinalIgnoreCase)));
        var dynamic = template?.Dynamic ?? (template?.Body is null ? begin.Dynamic : null);
        return new(template?.Summary ?? begin.Summary, template?.Body ?? begin.Body, dynamic, template?.Data ?? begin.Data);
    }
}
