using Microsoft.Extensions.Logging;

namespace Fairlead.Platform.SecurityInformation;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "Vulnerabilities of provider {Provider} were not told to findings; the next look does")]
    public static partial void ReportPutOff(this ILogger logger, Exception exception, string provider);

    [LoggerMessage(2009, LogLevel.Warning, "Whether this server still tells of provider {Provider} is not known; another one may go on")]
    public static partial void ReportNotHeld(this ILogger logger, Exception exception, string provider);

    [LoggerMessage(2007, LogLevel.Warning, "The vulnerability {Vulnerability} of provider {Provider} cannot be a finding and is left out")]
    public static partial void VulnerabilityLeftOut(this ILogger logger, Exception exception, string vulnerability, string provider);

    [LoggerMessage(2002, LogLevel.Warning, "Not all providers were looked at; the next look does")]
    public static partial void LookPutOff(this ILogger logger, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning, "Not all is submitted to {Site}; the next look does")]
    public static partial void SubmissionPutOff(this ILogger logger, Exception exception, string site);

    [LoggerMessage(2005, LogLevel.Warning, "What a person linked on the site {ClientKey} was not followed; a later look does")]
    public static partial void SiteLinkPutOff(this ILogger logger, Exception exception, string clientKey);

    [LoggerMessage(2006, LogLevel.Warning, "Not all Jira sites were looked at; the next look does")]
    public static partial void SitesPutOff(this ILogger logger, Exception exception);

    [LoggerMessage(2008, LogLevel.Warning, "Whether this server still submits to {Site} is not known; another one may go on")]
    public static partial void SiteNotHeld(this ILogger logger, Exception exception, string site);

    [LoggerMessage(2003, LogLevel.Warning, "Issues that provider {Provider} associated were not linked; a later look does")]
    public static partial void AssociationPutOff(this ILogger logger, Exception exception, string provider);
}
