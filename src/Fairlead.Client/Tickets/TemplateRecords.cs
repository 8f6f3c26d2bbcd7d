using Fairlead.Kernel;

namespace Fairlead.Client.Tickets;

/// <summary>A template that comes with Fairlead; a configuration takes it with <c>template: NAME</c>.</summary>
/// <param name="About">What its tickets look like.</param>
/// <param name="Kinds">Kinds of findings that it is made for; empty: every kind.</param>
/// <param name="GroupBy">The grouping that it is made for; empty: any.</param>
/// <param name="Template">All of it, as a configuration could have written it.</param>
public sealed record ShippedTemplateResponse(
    string Name, string Title, string About, IReadOnlyList<FindingKind> Kinds, IReadOnlyList<string> GroupBy, TemplateBody Template);

/// <summary>A placeholder of templates.</summary>
/// <param name="Where"><c>summary and body</c>, <c>dynamic</c> or <c>each findings</c>.</param>
/// <param name="Placeholder">As it is written: <c>{{group.title}}</c>, or <c>{{#each findings}}</c> for a list.</param>
/// <param name="Example">A value that it may have; empty for a list of findings.</param>
public sealed record PlaceholderResponse(string Where, string Placeholder, string Meaning, string Example);

/// <summary>A template to be shown on findings that are there.</summary>
/// <param name="Findings">Ids of 1 to 200 findings, which make one ticket.</param>
/// <param name="Template">Absent: the standard one, or that of <paramref name="Configuration"/>.</param>
/// <param name="Configuration">Name or id of a configuration whose template is shown where <paramref name="Template"/> is absent.</param>
/// <param name="Yaml">Instead of <paramref name="Template"/>: what may stand under <c>template</c> in a configuration's YAML, with or without that key.</param>
public sealed record TemplatePreviewRequest(IReadOnlyList<string> Findings, TemplateBody? Template = null, string? Configuration = null, string? Yaml = null);

/// <summary>What an issue would say.</summary>
/// <param name="Description">Markdown, before it is cut to what Jira accepts.</param>
/// <param name="WikiMarkup">The description as Data Center gets it, cut.</param>
/// <param name="Remark">What a person should know of it: that the summary was empty, what is cut and attached; absent when there is nothing.</param>
public sealed record TemplatePreviewResponse(string Summary, string Description, string WikiMarkup, string? Remark = null);
