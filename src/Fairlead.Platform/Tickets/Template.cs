namespace Fairlead.Platform.Tickets;

/// <summary>What one object of a template's dynamic part is: how the group's findings are put together for it.</summary>
public enum TemplateData
{
    /// <summary>One finding.</summary>
    Finding = 1,

    /// <summary>All findings of one rule: a control of a standard, with every place that breaks it.</summary>
    Control = 2,

    /// <summary>All findings of one package at one version: an entry of a list of software.</summary>
    DataList = 3,

    /// <summary>All findings of one rule on one asset: one check of one resource.</summary>
    Check = 4,
}

/// <summary>
/// How a ticket reads: Markdown with placeholders, no code. Values are escaped, so that nothing from a scanner becomes markup.
/// docs/templates.md lists the placeholders.
/// </summary>
/// <param name="Summary">Becomes one line of at most 255 characters.</param>
/// <param name="Body">Becomes the description; cut at a block's end before Jira's limit. With <see cref="Dynamic"/> it holds its place.</param>
public sealed record Template(string Summary, string Body)
{
    /// <summary>Longest source of each part, in characters.</summary>
    public const int MaxSourceLength = 32_768;

    /// <summary>Where the dynamic part goes in the body, on a line of its own.</summary>
    public const string Place = "dynamic_template";

    /// <summary>Written once for each object; <see langword="null"/>: the body is all there is.</summary>
    public string? Dynamic { get; init; }

    public TemplateData Data { get; init; } = TemplateData.Finding;

    public static Template Default => Shipped.ShippedTemplates.Standard.Template;
}
