using System.Text.RegularExpressions;

namespace Fairlead.Web.Shell;

/// <summary>Where to go after sign-in: one of our own pages, or the start. What a link brought along is never trusted.</summary>
internal static partial class ReturnAddress
{
    public static string Safe(string? given) => given is not null && OwnPage().IsMatch(given) ? given : "/";

    [GeneratedRegex(@"\A/(?:findings|tickets|alerts|comments|configurations|templates|rules|receivers|providers|secrets|runs|connections|activity)(?:/[A-Za-z0-9%-]+){0,2}(?:\?[A-Za-z0-9_.~%=&+-]*)?\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex OwnPage();
}
