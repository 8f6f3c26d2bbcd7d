using Fairlead.Client.Tickets;
using Fairlead.Platform.Tickets;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>What happens when findings come back: from a form into the configuration.</summary>
internal static class ReopenForm
{
    public const string Never = "never";

    /// <param name="before">As the form began.</param>
    public static ReopenBody? Read(IFormCollection form, ReopenBody? before, List<ConfigurationFault> faults)
    {
        var when = FormValues.Word(form, "reopen.when");
        var isNever = when is not null && AsWritten.IsSame(Never, when);
        var policy = new ReopenBody(
            when,
            isNever ? null : FormValues.Number(form, "reopen.withinDays", "reopen.withinDays", faults),
            isNever ? null : AsWritten.InOrder(FormValues.Lines(form["reopen.notFrom"]), before?.NotFrom),
            form.ContainsKey("reopen.newTicket") ? true : before?.NewTicket == false ? false : null);
        return policy is { When: null, WithinDays: null, NotFrom: null, NewTicket: null } ? null : policy;
    }
}
