using System.Globalization;
using Fairlead.Client.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>What a configuration speaks for, as people read it.</summary>
internal static class ReachWords
{
    /// <summary>Such as <c>12 open findings in 3 tickets, 1 of them without an issue</c>.</summary>
    public static string Of(ConfigurationReach reach) =>
        $"{Words.Count(reach.OpenFindings, "open finding")} in {Words.Count(reach.Tickets, "ticket")}, {reach.WithoutIssue.ToString("N0", CultureInfo.InvariantCulture)} of them without an issue";
}
