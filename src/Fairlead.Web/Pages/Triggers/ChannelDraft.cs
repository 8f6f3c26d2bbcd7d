using Fairlead.Client.Alerts;
using Fairlead.Kernel;
using Fairlead.Platform.Http;
using Fairlead.Web.Pages.Configurations.Form;

namespace Fairlead.Web.Pages.Triggers;

/// <summary>What stands in the form of a channel, and why none was made. The token is never sent back to the browser.</summary>
public sealed record ChannelDraft(AlertChannelBody Body, Problem? Problem = null)
{
    internal static ChannelDraft Empty { get; } = new(new AlertChannelBody("", "", "", "", "Bug"));

    internal static ChannelDraft Read(IFormCollection form) => new(new AlertChannelBody(
        form["name"].ToString().Trim(),
        form["site"].ToString().Trim(),
        form["token"].ToString().Trim(),
        form["projectKey"].ToString().Trim(),
        form["issueType"].ToString().Trim(),
        FormValues.Word(form, "email"),
        FormValues.Word(form, "userId"),
        FormValues.Word(form, "summary"),
        FormValues.Enum<AlertSchedule>(form["schedule"]) ?? AlertSchedule.AtOnce,
        FormValues.Enum<Severity>(form["minimumSeverity"]),
        FormValues.Enum<Severity>(form["threatLevel"])));
}
