using System.Diagnostics.CodeAnalysis;

namespace Fairlead.Jira;

/// <summary>Why a text cannot be the base URL of a Jira.</summary>
public enum JiraBaseUrlProblem
{
    Empty,

    /// <summary>Longer than <see cref="JiraBaseUrl.MaxLength"/> characters.</summary>
    TooLong,
    NotAUrl,

    /// <summary>Neither http nor https.</summary>
    WrongScheme,

    /// <summary>A user name or password is part of the URL; credentials belong in the vault.</summary>
    HasCredentials,
}

/// <summary>What was made of a text that a person pasted.</summary>
/// <param name="LikelyEdition">Cloud for hosts of atlassian.net and jira.com, exactly by suffix; a guess that the connection test confirms.</param>
/// <param name="Notices">What was changed, in words for the person; empty when nothing was.</param>
public sealed record NormalisedBaseUrl(Uri Url, JiraEdition LikelyEdition, IReadOnlyList<string> Notices)
{
    public bool UsesTls => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>The host as it goes to DNS; differs from what was typed when that held letters beyond ASCII.</summary>
    public string DnsHost => Url.IdnHost;
}

/// <summary>
/// Turns what people paste (an issue's page, a dashboard, a REST path, a bare host) into the base URL of their Jira.
/// Pure: whether the address may be reached is decided at connect time by <see cref="Transport.OutboundAddressPolicy"/>.
/// </summary>
public static class JiraBaseUrl
{
    public const int MaxLength = 2048;

    // The first segment that belongs to Jira itself; what stands before it is the context path.
    private static readonly HashSet<string> JiraSegments = new(StringComparer.OrdinalIgnoreCase)
    {
        "secure", "browse", "rest", "projects", "issues", "plugins", "servicedesk", "login.jsp", "login", "jsw", "wiki",
    };

    /// <param name="known">The edition where it is known otherwise; null: by the host.</param>
    public static bool TryNormalise(
        string? text,
        JiraEdition? known,
        [NotNullWhen(true)] out NormalisedBaseUrl? normalised,
        [NotNullWhen(false)] out JiraBaseUrlProblem? problem)
    {
        normalised = null;
        problem = ProblemOf(text, out var url, out var addedScheme);
        if (problem is not null)
            return false;

        var notices = new List<string>();
        if (addedScheme)
            notices.Add("https:// was added.");
        if (url!.Query.Length > 0)
            notices.Add("The query was dropped.");
        if (url.Fragment.Length > 0)
            notices.Add("The fragment was dropped.");

        var edition = IsCloudHost(url.IdnHost) ? JiraEdition.Cloud : JiraEdition.DataCenter;
        var kept = ContextPath(url.AbsolutePath, known ?? edition);
        if (url.AbsolutePath.Trim('/') != kept.Trim('/'))
            notices.Add($"The path {url.AbsolutePath} was shortened to {(kept.Length == 0 ? "/" : kept)}.");
        if (url.HostNameType != UriHostNameType.IPv6 && !url.IdnHost.Equals(url.Host, StringComparison.OrdinalIgnoreCase))
            notices.Add($"The host is {url.IdnHost} in DNS; make sure that this is the host you mean.");

        var host = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
        var port = url.IsDefaultPort ? "" : $":{url.Port}";
        normalised = new(new Uri($"{url.Scheme}://{host}{port}{kept}"), edition, notices);
        return true;
    }

    private static JiraBaseUrlProblem? ProblemOf(string? text, out Uri? url, out bool addedScheme)
    {
        url = null;
        addedScheme = false;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return JiraBaseUrlProblem.Empty;
        if (text.Length > MaxLength)
            return JiraBaseUrlProblem.TooLong;
        if (text.Any(char.IsControl) || text.Contains('\\') || text.Contains(' ') || text.StartsWith('/'))
            return JiraBaseUrlProblem.NotAUrl;

        if (!text.Contains("://"))
        {
            if (HasOtherScheme(text))
                return JiraBaseUrlProblem.WrongScheme;
            text = "https://" + text;
            addedScheme = true;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out url))
            return JiraBaseUrlProblem.NotAUrl;
        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            return JiraBaseUrlProblem.WrongScheme;
        if (url.Host.Length == 0)
            return JiraBaseUrlProblem.NotAUrl;
        if (url.UserInfo.Length > 0 || url.Authority.Contains('@'))
            return JiraBaseUrlProblem.HasCredentials;
        return null;
    }

    /// <summary><c>javascript:x</c> has a scheme, <c>jira.example:8080</c> has a port.</summary>
    private static bool HasOtherScheme(string text)
    {
        var colon = text.IndexOf(':');
        if (colon < 0 || text.AsSpan(0, colon).ContainsAny('/', '.', '[') || text.Contains('@'))
            return false;
        var after = text.AsSpan(colon + 1);
        var end = after.IndexOfAny('/', '?', '#');
        var port = end < 0 ? after : after[..end];
        return !ushort.TryParse(port, out _);
    }

    private static string ContextPath(string path, JiraEdition edition)
    {
        // A Cloud site never has a context path; /jira/… there is part of the web pages.
        if (edition == JiraEdition.Cloud)
            return "";

        var kept = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (JiraSegments.Contains(segment) || segment.EndsWith(".jspa", StringComparison.OrdinalIgnoreCase))
                break;
            kept.Add(segment);
        }

        return kept.Count == 0 ? "" : "/" + string.Join('/', kept);
    }

    private static bool IsCloudHost(string host) =>
        host.EndsWith(".atlassian.net", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".jira.com", StringComparison.OrdinalIgnoreCase);
}
