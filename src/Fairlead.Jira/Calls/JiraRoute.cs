using System.Text;

namespace Fairlead.Jira.Calls;

/// <summary>A path below the API path, together with the template that stands for it in records (which hold no ids).</summary>
/// <param name="Template">For example <c>/issue/{issueIdOrKey}/transitions</c>; as in Atlassian's OpenAPI documents.</param>
/// <param name="Path">The template with escaped values, and the query.</param>
internal sealed record JiraRoute(string Template, string Path)
{
    /// <summary>It lies beside the API, such as <c>/rest/webhooks/1.0</c>.</summary>
    private bool IsOutside { get; init; }

    /// <summary>From the site's root, as the template.</summary>
    public string PathOn(JiraSite site) => (IsOutside ? "" : site.ApiPath) + Path;

    /// <inheritdoc cref="PathOn"/>
    public string TemplateOn(JiraSite site) => (IsOutside ? "" : site.ApiPath) + Template;

    /// <param name="template">From the site's root.</param>
    public static JiraRoute Outside(string template, params ReadOnlySpan<string> values) => Of(template, values) with { IsOutside = true };

    public static JiraRoute Of(string template, params ReadOnlySpan<string> values)
    {
        var path = new StringBuilder(template.Length + 32);
        var rest = template.AsSpan();
        foreach (var value in values)
        {
            var open = rest.IndexOf('{');
            path.Append(rest[..open]).Append(Segment(value));
            rest = rest[(rest.IndexOf('}') + 1)..];
        }

        if (rest.Contains('{'))
            throw new ArgumentException("The template has more places than values.", nameof(values));
        return new(template, path.Append(rest).ToString());
    }

    /// <summary>Adds the parameters that have a value.</summary>
    public JiraRoute Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var path = new StringBuilder(Path);
        var separator = Path.Contains('?') ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null)
                continue;
            path.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return this with { Path = path.ToString() };
    }

    /// <summary>Refuses what would leave its segment: Uri removes "." and ".." even when the rest is escaped.</summary>
    private static string Segment(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (value is "." or "..")
            throw new ArgumentException("Not a value for a path.", nameof(value));
        return Uri.EscapeDataString(value);
    }
}
