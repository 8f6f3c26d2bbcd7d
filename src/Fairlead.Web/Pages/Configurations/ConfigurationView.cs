using Fairlead.Client;
using Fairlead.Client.Access;
using Fairlead.Client.Tickets;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Pages.Configurations.Form;
using Fairlead.Web.Shell;

namespace Fairlead.Web.Pages.Configurations;

/// <summary>What the forms of a configuration's page left: what was typed, and why it was not done.</summary>
/// <param name="Draft">As YAML.</param>
/// <param name="Form">As a form; where both are <see langword="null"/> it is as stored.</param>
internal sealed record ConfigurationForms(
    ConfigurationDraft? Draft = null, ConfigurationForm? Form = null, Problem? Problem = null, string? CopyName = null, Problem? CopyProblem = null)
{
    public int Status => Form?.Status ?? Forms.StatusOf(Draft?.Problem ?? Problem ?? CopyProblem);
}

/// <summary>Draws the page of one configuration.</summary>
internal sealed class ConfigurationView(ConfigurationStandings standings, ConnectionDirectory connections, ConfigurationFormDesk desk, ConfigurationOverlaps overlaps, LinkBackHint hint)
{
    /// <exception cref="ProblemException">There is no such configuration.</exception>
    public async Task<IResult> PageAsync(HttpContext context, TicketConfigurationId id, ConfigurationForms forms, CancellationToken ct)
    {
        var standing = await standings.GetAsync(id, ct) ?? throw new ProblemException(ConfigurationRefusals.Missing(id.ToString()));
        var configuration = standing.Configuration;
        var name = (await connections.FindAsync(configuration.Connection, ct))?.Name ?? configuration.Connection.ToString();
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done", Way)];
        var caller = Caller.Of(context.User);
        var isForm = forms.Draft is null && IsForm(context.Request, wrong) && caller.Role >= Role.Editor;
        var done = WrongFilter.ReadDone<ConfigurationDone>(context.Request, wrong);
        return Forms.Page<ConfigurationPage>(context, forms.Status, new
        {
            Caller = caller,
            Done = done,
            Overlap = done is ConfigurationDone.Saved or ConfigurationDone.Enabled ? await overlaps.OfAsync(configuration, ct) : null,
            Hint = done is ConfigurationDone.Saved ? hint.For(configuration) : null,
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Standing = standing,
            ConnectionName = name,
            Draft = isForm ? null : forms.Draft is { } typed ? Current(typed, configuration) : new ConfigurationDraft(YamlText.Of(BodyOf(configuration, name), TicketConfigurations.FieldNamesOf(configuration)), configuration.Revision),
            Form = isForm ? Current(forms.Form ?? await desk.FillAsync(new(BodyOf(configuration, name), configuration.Revision), id, ct), configuration) : null,
            forms.Problem,
            forms.CopyName,
            forms.CopyProblem,
        });
    }

    /// <summary>The parameter of an address that says how a configuration is shown.</summary>
    public const string Way = "as";

    /// <summary>As a form, unless the address says <c>as=yaml</c>.</summary>
    public static bool IsForm(HttpRequest request, List<WrongFilter> wrong)
    {
        var way = request.Query[Way].ToString();
        if (way is not ("" or "form" or "yaml"))
            wrong.Add(new(Way, way, ["form", "yaml"]));
        return way != "yaml";
    }

    private static TicketConfigurationBody BodyOf(TicketConfiguration configuration, string connection) =>
        TicketConfigurations.BodyOf(configuration) with { Connection = connection };

    /// <summary>Whoever was told that somebody else changed it may replace that.</summary>
    private static ConfigurationDraft Current(ConfigurationDraft typed, TicketConfiguration configuration) =>
        typed.Problem?.Kind == ProblemKind.Conflict ? typed with { Revision = configuration.Revision } : typed;

    /// <inheritdoc cref="Current(ConfigurationDraft, TicketConfiguration)"/>
    private static ConfigurationForm Current(ConfigurationForm typed, TicketConfiguration configuration) =>
        typed.Problem?.Kind == ProblemKind.Conflict ? typed with { Revision = configuration.Revision } : typed;
}
