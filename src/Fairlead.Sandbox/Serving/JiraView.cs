using System.Globalization;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Serving;

/// <summary>How the caller sees the site: edition, API version, own addresses, time zone.</summary>
/// <param name="Rest">Such as <c>http://127.0.0.1:1234/rest/api/3</c>, or the same behind the gateway.</param>
/// <param name="SpeaksAdf">v3, where long text is a document.</param>
internal sealed record JiraView(Site Site, string Rest, bool SpeaksAdf)
{
    public bool IsCloud => Site.IsCloud;

    /// <summary>Jira's format, in the caller's time zone: <c>2026-01-02T03:04:05.000+0000</c>.</summary>
    public string Time(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Site.TimeZone);
        var offset = local.Offset;
        return local.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture)
            + (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hhmm", CultureInfo.InvariantCulture);
    }
}
