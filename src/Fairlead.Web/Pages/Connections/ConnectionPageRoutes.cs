using Fairlead.Client;
using Fairlead.Client.Connections;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Http;
using Fairlead.Platform.Tickets;
using Fairlead.Platform.Tickets.Sampling;
using Fairlead.Platform.Tickets.Webhooks;
using Fairlead.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Fairlead.Web.Pages.Connections;

/// <summary>Jira sites, how Fairlead signs in to them, and what they tell it.</summary>
internal static class ConnectionPageRoutes
{
    private const string Root = "/connections";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).RequireAuthorization(Roles.Viewer).ExcludeFromDescription();
        pages.MapGet("", List);
        pages.MapGet("/guide", Guide);
        pages.MapGet("/new", (HttpContext context) => NewPage(context, "", "", CredentialDraft.Like(CredentialKind.CloudApiToken, null), null)).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/new", Add).RequireAuthorization(Roles.Administrator);
        pages.MapGet("/{id}", Show);
        pages.MapPost("/{id}/test", Test).RequireAuthorization(Roles.Editor);
        pages.MapPost("/{id}/rotate", Rotate).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/back", Back).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/webhook", NewSecret).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/webhook/register", Register).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/webhook/remove", RemoveWebhook).RequireAuthorization(Roles.Administrator);
        pages.MapPost("/{id}/sample", Sample).RequireAuthorization(Roles.Editor);
    }

    private static async Task<RazorComponentResult> List(
        HttpContext context, ConnectionDirectory connections, LanePauses pauses, IConnectionTraffic traffic, CancellationToken ct) =>
        Forms.Page<ConnectionsPage>(context, new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
            Connections = await connections.ListAsync(ct),
            Pauses = await pauses.ListAsync(ct),
            Traffic = await traffic.ListAsync(ct),
        });

    private static RazorComponentResult Guide(HttpContext context) => Forms.Page<GuidePage>(context, new
    {
        Caller = Caller.Of(context.User),
        Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
    });

    /// <summary>What a test finds becomes the connection's health, which the list shows.</summary>
    private static async Task<IResult> Add(HttpContext context, ConnectionDirectory connections, ConnectionTest test, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var (draft, secret) = CredentialDraft.Read(form);
        var (name, site) = (Forms.Text(form, "connection").Trim(), Forms.Text(form, "site").Trim());
        Connection? made = null;
        var problem = await work.TryAsync(async () =>
            made = (await connections.CreateAsync(Caller.Of(context.User).Actor, new(name, site, draft.With(secret)), ct)).Connection);
        if (made is null)
            return NewPage(context, name, site, draft, problem);
        await test.RunAsync(made.Id, ct);
        return Forms.SeeOther(context, $"{Root}#connection-{made.Id}");
    }

    private static RazorComponentResult NewPage(HttpContext context, string name, string site, CredentialDraft draft, Problem? problem) =>
        Forms.Page<NewConnectionPage>(context, Forms.StatusOf(problem), new
        {
            Caller = Caller.Of(context.User),
            Wrong = (IReadOnlyList<WrongFilter>)[.. WrongFilter.Unknown(context.Request.Query)],
            Name = name,
            Site = site,
            Draft = draft,
            Problem = problem,
        });

    private static async Task<IResult> Show(ConnectionId id, HttpContext context, ConnectionDirectory connections, WebhookSetUp webhooks, CancellationToken ct) =>
        await PageAsync(context, await FindAsync(id, connections, ct), webhooks, new Told(), ct);

    /// <summary>The result becomes the connection's health, which the list shows.</summary>
    private static async Task<IResult> Test(ConnectionId id, HttpContext context, ConnectionTest test, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        return await test.RunAsync(id, ct) is null ? throw Missing() : Forms.SeeOther(context, $"{Root}#connection-{id}");
    }

    private static async Task<IResult> Rotate(
        ConnectionId id, HttpContext context, ConnectionDirectory connections, ConnectionChange change, WebhookSetUp webhooks, FormWork work, CancellationToken ct)
    {
        var (draft, secret) = CredentialDraft.Read(await Forms.ReadAsync(context, ct));
        var connection = await FindAsync(id, connections, ct);
        var free = Other(connection.ActiveSlot);
        var problem = await work.TryAsync(() => change.ApplyAsync(
            Caller.Of(context.User).Actor, id, new(Credential: draft.With(secret), Slot: free, ActiveSlot: free), ct));
        return problem is null ? Lead(context, id, ConnectionDone.Rotated) : await PageAsync(context, connection, webhooks, new Told { Draft = draft, Problem = problem }, ct);
    }

    private static async Task<IResult> Back(
        ConnectionId id, HttpContext context, ConnectionDirectory connections, ConnectionChange change, WebhookSetUp webhooks, FormWork work, CancellationToken ct)
    {
        await Forms.ReadAsync(context, ct);
        var connection = await FindAsync(id, connections, ct);
        var problem = await work.TryAsync(() => change.ApplyAsync(Caller.Of(context.User).Actor, id, new(ActiveSlot: Other(connection.ActiveSlot)), ct));
        return problem is null ? Lead(context, id, ConnectionDone.Back) : await PageAsync(context, connection, webhooks, new Told { Problem = problem }, ct);
    }

    private static async Task<IResult> NewSecret(ConnectionId id, HttpContext context, ConnectionDirectory connections, WebhookSetUp webhooks, CancellationToken ct)
    {
        await Forms.ReadAsync(context, ct);
        var connection = await FindAsync(id, connections, ct);
        var made = await webhooks.RotateAsync(Caller.Of(context.User).Actor, id, ct) ?? throw Missing();
        return Forms.Page<WebhookSecretPage>(context, new { Caller = Caller.Of(context.User), Connection = connection, Made = made });
    }

    private static async Task<IResult> Register(
        ConnectionId id, HttpContext context, ConnectionDirectory connections, WebhookSetUp webhooks, FormWork work, CancellationToken ct)
    {
        var address = Forms.Text(await Forms.ReadAsync(context, ct), "address").Trim();
        var connection = await FindAsync(id, connections, ct);
        string? remark = null;
        var problem = await work.TryAsync(async () =>
            remark = (await webhooks.RegisterAsync(Caller.Of(context.User).Actor, id, address.Length == 0 ? null : address, ct))?.Remark);
        return problem is null && remark is null
            ? Lead(context, id, ConnectionDone.Registered)
            : await PageAsync(context, connection, webhooks, new Told { Address = address, Remark = remark, Problem = problem }, ct);
    }

    private static async Task<IResult> RemoveWebhook(ConnectionId id, HttpContext context, WebhookSetUp webhooks, CancellationToken ct)
    {
        await Forms.ReadAsync(context, ct);
        await webhooks.RemoveAsync(Caller.Of(context.User).Actor, id, ct);
        return Lead(context, id, ConnectionDone.WebhookRemoved);
    }

    /// <summary>What it showed is not kept: it stands on the page that answers.</summary>
    private static async Task<IResult> Sample(
        ConnectionId id, HttpContext context, ConnectionDirectory connections, SampleIssue sample, WebhookSetUp webhooks, FormWork work, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var (project, type) = (Forms.Text(form, "project").Trim(), Forms.Text(form, "type").Trim());
        var told = new Told { Project = project, Type = type, Keep = form.ContainsKey("keep") };
        var connection = await FindAsync(id, connections, ct);
        SampleIssueResponse? made = null;
        var problem = await work.TryAsync(async () =>
            made = await sample.MakeAsync(Caller.Of(context.User).Actor, id, new(project, type.Length == 0 ? null : type, told.Keep), ct));
        return await PageAsync(context, connection, webhooks, told with { Sample = made, Problem = problem }, ct);
    }

    private static async Task<IResult> PageAsync(HttpContext context, Connection connection, WebhookSetUp webhooks, Told told, CancellationToken ct)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(context.Request.Query, "done")];
        var used = connection.Credentials.FirstOrDefault(c => c.Slot == connection.ActiveSlot);
        return Forms.Page<ConnectionPage>(context, Forms.StatusOf(told.Problem), new
        {
            Caller = Caller.Of(context.User),
            Done = WrongFilter.ReadDone<ConnectionDone>(context.Request, wrong),
            Wrong = (IReadOnlyList<WrongFilter>)wrong,
            Connection = connection,
            Webhook = await webhooks.ShowAsync(connection.Id, ct),
            Draft = told.Draft ?? CredentialDraft.Like(used?.Kind ?? CredentialKind.CloudApiToken, used?.User),
            told.Address,
            told.Project,
            told.Type,
            told.Keep,
            told.Sample,
            told.Remark,
            told.Problem,
        });
    }

    private static IResult Lead(HttpContext context, ConnectionId id, ConnectionDone done) =>
        Forms.SeeOther(context, $"{Root}/{id}" + Query.Of(("done", FindingsView.WordOf(done))));

    private static CredentialSlot Other(CredentialSlot slot) => slot == CredentialSlot.Primary ? CredentialSlot.Secondary : CredentialSlot.Primary;

    private static async Task<Connection> FindAsync(ConnectionId id, ConnectionDirectory connections, CancellationToken ct) =>
        await connections.FindAsync(id, ct) ?? throw Missing();

    private static ProblemException Missing() => new(new Problem(ProblemKind.NotFound, "There is no such connection."));

    /// <summary>What was typed into a form of the page, and what came of it.</summary>
    private sealed record Told
    {
        public CredentialDraft? Draft { get; init; }

        public string Address { get; init; } = "";

        public string Project { get; init; } = "";

        public string Type { get; init; } = "";

        public bool Keep { get; init; }

        public SampleIssueResponse? Sample { get; init; }

        /// <summary>What is left to do in Jira.</summary>
        public string? Remark { get; init; }

        public Problem? Problem { get; init; }
    }
}
