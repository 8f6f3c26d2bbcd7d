using Fairlead.Client;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations;

/// <summary>What the forms of a configuration's page left: what was typed, and why it was not done.</summary>
/// <param name="Draft"><see langword="null"/>: as it is stored.</param>
internal sealed record ConfigurationForms(ConfigurationDraft? Draft = null, Problem? Problem = null, string? CopyName = null, Problem? CopyProblem = null)
{
    public Problem? Any => Draft?.Problem ?? Problem ?? CopyProblem;
}

/// <summary>Draws the page of one configuration.</summary>
internal sealed class ConfigurationView(ConfigurationStandings standings, ConnectionDirectory connections)
{
    /// <exception cref="ProblemException">There is no such configuration.</exception>
    public async Task<IResult> PageAsync(HttpContext context, TicketConfigurationId id, ConfigurationForms forms, CancellationToken ct)
    {
        var standing = await standings.GetAsync(id, ct) ?? throw new ProblemException(ConfigurationRefusals.Missing(id.ToString()));
        var configuration = standing.Configuration;
        var name = (await connections.FindAsync(configuration.Connection, ct))?.Name ?? configuration.Connection.ToString();
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        return Forms.Page<ConfigurationPage>(context, Forms.StatusOf(forms.Any), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<ConfigurationDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standing = standing,
            ConnectionName = name,
            Draft = forms.Draft is { } typed ? Current(typed, configuration) : Stored(configuration, name),
            forms.Problem,
            forms.CopyName,
            forms.CopyProblem,
        });
    }

    private static ConfigurationDraft Stored(TicketConfiguration configuration, string connection) =>
        new(YamlText.Of(TicketConfigurations.BodyOf(configuration) with { Connection = connection }), configuration.Revision);

    /// <summary>Whoever was told that somebody else changed it may replace that.</summary>
    private static ConfigurationDraft Current(ConfigurationDraft typed, TicketConfiguration configuration) =>
        typed.Problem?.Kind == ProblemKind.Conflict ? typed with { Revision = configuration.Revision } : typed;
}
