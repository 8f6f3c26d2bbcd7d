namespace Fairlead.Jira;

/// <summary>Where a Jira is and which product it is.</summary>
/// <param name="BaseUrl">As <see cref="JiraBaseUrl"/> normalises it: scheme, host, port and context path, without a trailing slash in the path.</param>
/// <param name="CloudId">
/// The site's id at Atlassian, needed only for credentials that work through the gateway;
/// <see langword="null"/> means that it is asked from the site (<c>/_edge/tenant_info</c>) when first needed.
/// </param>
public sealed record JiraSite(Uri BaseUrl, JiraEdition Edition, string? CloudId = null)
{
    /// <summary>The page of an issue for people.</summary>
    public Uri BrowseUrl(string issueKey) => new($"{Root}/browse/{Uri.EscapeDataString(issueKey)}");

    /// <summary><c>/rest/api/3</c> or <c>/rest/api/2</c>.</summary>
    public string ApiPath => Edition == JiraEdition.Cloud ? "/rest/api/3" : "/rest/api/2";

    internal string Root => BaseUrl.AbsoluteUri.TrimEnd('/');
}
