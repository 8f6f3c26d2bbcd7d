using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Web.Tests.Http.Routing;

/// <summary>One verb at one address of the running server, and what a caller may expect of it.</summary>
/// <param name="Least">The least role that gets in; <c>open</c> is everybody, <c>scanner</c> whom Jira or a token lets in.</param>
/// <param name="Status">What a caller who gets in is answered who asks for nothing in particular: no body, an id that nobody has.</param>
internal sealed record RouteEntry(string Verb, string Path, string Least, int Status)
{
    public override string ToString() => $"{Verb} {Path}";

    /// <summary>An address of the route at which there is nothing.</summary>
    public string Probe { get; } = Path
        .Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)
        .Replace("{key}", "SEC-1", StringComparison.Ordinal)
        .Replace("{configuration}", "nobody-s", StringComparison.Ordinal)
        .Replace("{trigger}", "nobody-s", StringComparison.Ordinal)
        .Replace("{receiver}", "nobody-s", StringComparison.Ordinal)
        .Replace("{provider}", "nobody-s", StringComparison.Ordinal)
        .Replace("{site}", "nobody-s", StringComparison.Ordinal)
        .Replace("{rule}", "nobody-s", StringComparison.Ordinal)
        .Replace("{name}", "nobody-s", StringComparison.Ordinal)
        .Replace("{template}", "nobody-s", StringComparison.Ordinal)
        .Replace("{documentName}", "v1", StringComparison.Ordinal)
        .Replace("{**workspaceId}", "nobody-s", StringComparison.Ordinal)
        .Replace("{**vulnerabilityId}", "nobody-s", StringComparison.Ordinal)
        .TrimStart('/');

    /// <summary>A parameter stands for any one part of the address.</summary>
    public bool Matches(string path)
    {
        var parts = Path.TrimStart('/').Split('/');
        var given = path.Split('/');
        return parts.Length == given.Length && parts.Zip(given).All(p => p.First == p.Second || p.First is ['{', .., '}'] || p is { First: "{documentName}.json", Second: "v1.json" });
    }
}

/// <summary>
/// Who may do what: the one place where it is written down for the tests. A route that is added to the server and not here
/// fails <see cref="RouteTableTests"/>, and so does a line here that the server no longer has.
/// </summary>
internal static class RouteTable
{
    private const string Lines = """
        GET    /                                                 viewer 302
        GET    /activity                                         viewer 200
        GET    /alerts                                           viewer 200
        GET    /alerts/triggers                                 viewer 200
        POST   /alerts/triggers/actions                         editor 415
        GET    /alerts/channels/new                             administrator 200
        POST   /alerts/channels/new                             administrator 415
        GET    /alerts/triggers/new                             editor 200
        POST   /alerts/triggers/new                             editor 415
        GET    /alerts/triggers/{id}                            editor 404
        POST   /alerts/triggers/{id}                            editor 415
        GET    /secrets                                         viewer 200
        GET    /secrets/allowed                                 viewer 200
        POST   /secrets/allowed                                 administrator 415
        POST   /secrets/allowed/{id}/remove                     administrator 415
        GET    /secrets/rules                                   viewer 200
        POST   /secrets/rules/actions                           administrator 415
        GET    /secrets/scans                                   viewer 200
        POST   /secrets/scans                                   editor 415
        POST   /secrets/{id}/review                             editor 415
        POST   /secrets/{id}/revoke                             editor 415
        POST   /secrets/{id}/unreview                           editor 415
        POST   /secrets/{id}/unrevoke                           editor 415
        GET    /comments                                        viewer 200
        GET    /comments/try                                    editor 200
        POST   /comments/try                                    editor 415
        POST   /comments/{id}/undo                              editor 415
        GET    /configurations                                   viewer 200
        GET    /configurations/new                               editor 200
        POST   /configurations/count                            editor 415
        POST   /configurations/new                               editor 415
        GET    /configurations/{id}                              viewer 404
        POST   /configurations/{id}                              editor 415
        POST   /configurations/{id}/apply                        editor 415
        POST   /configurations/{id}/disable                      editor 404
        POST   /configurations/{id}/duplicate                    editor 415
        POST   /configurations/{id}/enable                       editor 404
        GET    /configurations/{id}/preview                      viewer 404
        GET    /templates                                        viewer 200
        GET    /templates/preview                                viewer 200
        POST   /templates/preview                                viewer 415
        GET    /receivers                                       viewer 200
        GET    /receivers/new                                   administrator 200
        POST   /receivers/new                                   administrator 415
        GET    /receivers/{id}                                  viewer 404
        GET    /providers                                        viewer 200
        POST   /providers                                        administrator 415
        POST   /providers/{provider}/rotate                      administrator 415
        POST   /providers/{provider}/revoke                      administrator 415
        POST   /receivers/{id}/delete                           administrator 404
        POST   /receivers/{id}/disable                          administrator 404
        POST   /receivers/{id}/enable                           administrator 404
        POST   /receivers/{id}/test                             editor 404
        GET    /rules                                           viewer 200
        POST   /rules/actions                                   editor 415
        GET    /rules/new                                       editor 200
        POST   /rules/new                                       editor 415
        GET    /rules/{id}                                      viewer 404
        POST   /rules/{id}                                      editor 415
        POST   /rules/{id}/delete                               editor 404
        POST   /rules/{id}/disable                              editor 404
        POST   /rules/{id}/enable                               editor 404
        POST   /rules/{id}/renew                                editor 415
        GET    /rules/{id}/simulation                           viewer 404
        GET    /runs                                             viewer 200
        GET    /runs/{id}                                        viewer 404
        POST   /runs/{id}/undo                                   editor 415
        POST   /runs/{id}/apply                                  editor 404
        POST   /runs/{id}/retry                                  editor 415
        GET    /connections                                      viewer 200
        GET    /connections/guide                                viewer 200
        GET    /connections/new                                  administrator 200
        POST   /connections/new                                  administrator 415
        GET    /connections/{id}                                 viewer 404
        POST   /connections/{id}/test                            editor 404
        POST   /connections/{id}/rotate                          administrator 415
        POST   /connections/{id}/back                            administrator 415
        POST   /connections/{id}/webhook                         administrator 415
        POST   /connections/{id}/webhook/register                administrator 415
        POST   /connections/{id}/webhook/remove                  administrator 415
        POST   /connections/{id}/sample                          editor 415
        GET    /findings                                         viewer 200
        GET    /tickets                                          viewer 200
        GET    /tickets/new                                      editor 200
        POST   /tickets/new                                      editor 415
        GET    /tickets/{id}                                     viewer 404
        POST   /tickets/{id}/comments                            editor 415
        POST   /tickets/{id}/recreate                            editor 404
        POST   /tickets/{id}/relink                              editor 415
        POST   /tickets/{id}/retry                               editor 404
        POST   /tickets/{id}/rewrite                             editor 404
        POST   /tickets/{id}/unlink                              editor 404
        GET    /sign-in                                          open 200
        POST   /sign-in                                          open 415
        POST   /sign-out                                         open 303
        GET    /setup                                            open 302
        POST   /setup                                            open 415
        GET    /favicon.ico                                      open 200
        GET    /health/live                                      open 200
        GET    /health/ready                                     open 200
        GET    /metrics                                          viewer 200
        GET    /openapi/{documentName}.json                      viewer 200
        GET    /api/v1/activity                                  viewer 200
        GET    /api/v1/activity/jira-calls                       viewer 200
        GET    /api/v1/activity/verification                     administrator 200
        GET    /api/v1/alerts                                    viewer 200
        POST   /api/v1/alerts                                    editor 415
        GET    /api/v1/alerts/{id}                               viewer 404
        POST   /api/v1/alert-channels                            administrator 415
        GET    /api/v1/alert-triggers                            viewer 200
        POST   /api/v1/alert-triggers                            editor 415
        POST   /api/v1/alert-triggers/actions                    editor 415
        POST   /api/v1/alert-triggers/yaml                       editor 415
        GET    /api/v1/alert-triggers/{trigger}                  viewer 404
        PUT    /api/v1/alert-triggers/{trigger}                  editor 415
        DELETE /api/v1/alert-triggers/{trigger}                  editor 404
        POST   /api/v1/alert-triggers/{trigger}/run              editor 404
        GET    /api/v1/notifications                             viewer 200
        GET    /api/v1/providers                                 viewer 200
        POST   /api/v1/providers                                 administrator 415
        GET    /api/v1/providers/{provider}                      viewer 404
        DELETE /api/v1/providers/{provider}                      administrator 404
        POST   /api/v1/providers/{provider}/rotate               administrator 415
        GET    /api/v1/receivers                                 viewer 200
        POST   /api/v1/receivers                                 administrator 415
        DELETE /api/v1/receivers/{receiver}                      administrator 404
        POST   /api/v1/receivers/{receiver}/disable             administrator 404
        POST   /api/v1/receivers/{receiver}/enable              administrator 404
        POST   /api/v1/receivers/{receiver}/test                 editor 404
        GET    /api/v1/rules                                     viewer 200
        POST   /api/v1/rules/actions                             editor 415
        POST   /api/v1/rules/simulate                            viewer 415
        POST   /api/v1/rules/yaml                                editor 415
        GET    /api/v1/rules/{rule}                              viewer 404
        PUT    /api/v1/rules/{rule}                              editor 415
        POST   /api/v1/rules/{rule}/renew                        editor 415
        GET    /api/v1/comment-effects                           viewer 200
        POST   /api/v1/comment-effects/{id}/undo                 editor 404
        GET    /api/v1/configurations                            viewer 200
        POST   /api/v1/configurations                            editor 415
        POST   /api/v1/configurations/validate                   editor 415
        POST   /api/v1/configurations/yaml                       editor 415
        GET    /api/v1/configurations/{configuration}            viewer 404
        PUT    /api/v1/configurations/{configuration}            editor 415
        DELETE /api/v1/configurations/{configuration}            editor 404
        POST   /api/v1/configurations/{configuration}/apply      editor 404
        POST   /api/v1/configurations/{configuration}/plan       editor 404
        POST   /api/v1/configurations/{configuration}/disable    editor 404
        POST   /api/v1/configurations/{configuration}/duplicate  editor 415
        POST   /api/v1/configurations/{configuration}/enable     editor 404
        GET    /api/v1/configurations/{configuration}/preview    viewer 404
        POST   /api/v1/configurations/{configuration}/try-comments     editor 415
        GET    /api/v1/connections                               viewer 200
        POST   /api/v1/connections                               administrator 415
        GET    /api/v1/connections/guide                         viewer 200
        GET    /api/v1/connections/{id}                          viewer 404
        PATCH  /api/v1/connections/{id}                          administrator 415
        DELETE /api/v1/connections/{id}                          administrator 404
        GET    /api/v1/connections/{id}/permissions              viewer 404
        POST   /api/v1/connections/{id}/accept-site              administrator 415
        GET    /api/v1/connections/{id}/webhook                  viewer 404
        POST   /api/v1/connections/{id}/webhook                  administrator 404
        DELETE /api/v1/connections/{id}/webhook                  administrator 404
        POST   /api/v1/connections/{id}/webhook/register         administrator 415
        POST   /webhooks/jira/{connection}                       open 401
        POST   /api/v1/connections/{id}/test                     editor 404
        POST   /api/v1/connections/{id}/sample                   editor 415
        GET    /api/v1/connections/{id}/jira/fields              editor 404
        GET    /api/v1/connections/{id}/jira/issue-types         editor 400
        POST   /api/v1/connections/{id}/jira/issues              editor 415
        GET    /api/v1/connections/{id}/jira/issues/{key}        editor 404
        PUT    /api/v1/connections/{id}/jira/issues/{key}        editor 415
        GET    /api/v1/connections/{id}/jira/issues/{key}/comments     editor 404
        POST   /api/v1/connections/{id}/jira/issues/{key}/comments     editor 415
        GET    /api/v1/connections/{id}/jira/issues/{key}/transitions  editor 404
        POST   /api/v1/connections/{id}/jira/issues/{key}/transitions  editor 415
        GET    /api/v1/connections/{id}/jira/projects            editor 404
        GET    /api/v1/connections/{id}/jira/search              editor 400
        GET    /api/v1/connections/{id}/jira/users               editor 400
        GET    /api/v1/connections/{id}/jira/workflow            editor 400
        GET    /api/v1/findings                                  viewer 200
        GET    /api/v1/findings/count                            viewer 200
        GET    /api/v1/findings/{id}                             viewer 404
        PATCH  /api/v1/findings/{id}                             editor 415
        GET    /api/v1/imports                                   viewer 200
        POST   /api/v1/imports                                   editor 422
        GET    /api/v1/imports/{id}                              viewer 404
        POST   /api/v1/imports/{id}/confirm-closes               editor 404
        GET    /api/v1/intelligence                              viewer 200
        POST   /api/v1/intelligence                              editor 422
        POST   /api/v1/master-key/rotation                       administrator 200
        GET    /api/v1/me                                        viewer 200
        GET    /api/v1/runs                                      viewer 200
        GET    /api/v1/runs/{id}                                 viewer 404
        POST   /api/v1/runs/{id}/apply                           editor 404
        POST   /api/v1/runs/{id}/undo                            editor 404
        POST   /api/v1/runs/{id}/retry                           editor 404
        GET    /api/v1/runs/{id}/operations                      viewer 404
        GET    /api/v1/secret-allow-entries                      viewer 200
        POST   /api/v1/secret-allow-entries                      administrator 415
        DELETE /api/v1/secret-allow-entries/{id}                 administrator 404
        GET    /api/v1/secret-notices                            viewer 400
        PUT    /api/v1/secret-notices                            administrator 415
        GET    /api/v1/secret-rules                              viewer 200
        POST   /api/v1/secret-rules                              administrator 415
        POST   /api/v1/secret-rules/actions                      administrator 415
        POST   /api/v1/secret-rules/import                       administrator 415
        GET    /api/v1/secret-rules/{rule}                       viewer 404
        GET    /api/v1/secret-scans                              viewer 400
        POST   /api/v1/secret-scans                              editor 415
        POST   /api/v1/secret-scans/run                          editor 200
        GET    /api/v1/secret-scans/{id}                         viewer 404
        GET    /api/v1/secrets                                   viewer 400
        DELETE /api/v1/secrets/{id}/mask                         editor 404
        GET    /api/v1/secrets/{id}/mask                         editor 404
        POST   /api/v1/secrets/{id}/mask                         editor 404
        GET    /api/v1/secrets/{id}/notice                       editor 404
        POST   /api/v1/secrets/{id}/notice                       editor 404
        DELETE /api/v1/secrets/{id}/revoked                      editor 404
        POST   /api/v1/secrets/{id}/revoked                      editor 404
        POST   /api/v1/secrets/reviews                           editor 415
        POST   /api/v1/secrets/reviews/delete                    editor 415
        GET    /api/v1/secrets/skipped                           viewer 400
        GET    /api/v1/server                                    viewer 200
        GET    /api/v1/templates                                 viewer 200
        GET    /api/v1/templates/placeholders                    viewer 200
        POST   /api/v1/templates/preview                         viewer 415
        GET    /api/v1/templates/{template}                      viewer 404
        GET    /api/v1/tickets                                   viewer 200
        POST   /api/v1/tickets                                   editor 415
        POST   /api/v1/tickets/link                              editor 415
        GET    /api/v1/tickets/pauses                            viewer 200
        POST   /api/v1/tickets/poll                              editor 400
        POST   /api/v1/tickets/reconcile                         editor 400
        POST   /api/v1/tickets/resume                            editor 400
        POST   /api/v1/tickets/review                            editor 415
        GET    /api/v1/tickets/{id}                              viewer 404
        GET    /api/v1/tickets/{id}/comments                     viewer 404
        GET    /api/v1/tickets/{id}/history                      viewer 404
        POST   /api/v1/tickets/{id}/comments                     editor 415
        POST   /api/v1/tickets/{id}/recreate                     editor 404
        POST   /api/v1/tickets/{id}/relink                       editor 415
        POST   /api/v1/tickets/{id}/retry                        editor 404
        POST   /api/v1/tickets/{id}/rewrite                      editor 404
        POST   /api/v1/tickets/{id}/unlink                       editor 404
        GET    /api/v1/tokens                                    viewer 200
        POST   /api/v1/tokens                                    viewer 415
        DELETE /api/v1/tokens/{id}                               viewer 404
        GET    /api/v1/users                                     administrator 200
        POST   /api/v1/users                                     administrator 415
        PATCH  /api/v1/users/{id}                                administrator 415
        GET    /api/v1/provider-sites                            viewer 200
        PATCH  /api/v1/provider-sites/{site}                     editor 415
        DELETE /api/v1/provider-sites/{site}                     editor 404
        POST   /api/v1/provider-sites/{site}/submit              editor 415
        GET    /api/v1/provider-associations                     viewer 200
        POST   /providers/sites/{site}/forget                    editor 415
        POST   /providers/sites/{site}/submit                    editor 415
        POST   /providers/sites/{site}/switch                    editor 415
        GET    /connect/atlassian-connect.json                   open 404
        POST   /connect/installed                                open 404
        POST   /connect/uninstalled                              open 404
        POST   /connect/enabled                                  open 404
        POST   /connect/disabled                                 open 404
        POST   /connect/security/workspaces                      open 404
        POST   /connect/security/containers                      open 404
        GET    /connect/security/containers/search               open 404
        PUT    /connect/security/associated                      open 404
        PUT    /connect/security/disassociated                   open 404
        POST   /forge/installed                                  open 404
        POST   /forge/token                                      open 404
        POST   /forge/uninstalled                                open 404
        POST   /forge/security/workspaces                        open 404
        POST   /forge/security/containers                        open 404
        GET    /forge/security/containers/search                 open 404
        POST   /forge/security/containers/search                 open 404
        PUT    /forge/security/associated                        open 404
        POST   /forge/security/associated                        open 404
        PUT    /forge/security/disassociated                     open 404
        POST   /forge/security/disassociated                     open 404
        POST   /oauth/token                                      open 400
        POST   /rest/security/1.0/bulk                           editor 400
        DELETE /rest/security/1.0/bulkByProperties               editor 400
        GET    /rest/security/1.0/linkedWorkspaces               viewer 200
        POST   /rest/security/1.0/linkedWorkspaces/bulk          editor 400
        DELETE /rest/security/1.0/linkedWorkspaces/bulk          editor 400
        GET    /rest/security/1.0/linkedWorkspaces/{**workspaceId} viewer 404
        GET    /rest/security/1.0/vulnerability/{**vulnerabilityId} viewer 404
        DELETE /rest/security/1.0/vulnerability/{**vulnerabilityId} editor 202
        """;

    /// <summary>The scanner API, at both of its roots; without a connection it knows nobody's Jira.</summary>
    private static readonly string[] Scanner =
    [
        "POST scan/all", "POST scan/project", "POST scan/issue", "GET project/{key}", "GET issue/{key}", "GET scan/issue/{key}",
        "POST review/project/{key}/create", "POST review/project/{key}/delete", "POST review/space/{key}/delete", "DELETE review/project/{key}", "GET rules", "PUT rules/built-in/{name}",
        "GET settings", "PUT settings", "GET settings/entity-permissions", "PUT settings/entity-permissions",
        "GET export/project/{key}/findings", "GET export/project/{key}/reviewed", "GET export/findings", "GET export/reviewed/findings",
    ];

    public static IReadOnlyList<RouteEntry> Declared { get; } =
    [
        .. Scanner.Select(route => route.Split(' ')).SelectMany(
            words => (string[])["latest", "1.0"], (words, root) => new RouteEntry(words[0], $"/rest/security/{root}/{words[1]}", "scanner", 400)),
        .. Lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => new RouteEntry(words[0], words[1], words[2], int.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture))),
    ];

    /// <summary>Verb and pattern of every route that the server has at this moment. Files that belong to the pages carry a digest in their names and are left out.</summary>
    public static IReadOnlyList<string> Live(RunningHost server) =>
    [
        .. server.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(m => $"{m} {Pattern(e)}") ?? [$"ANY {Pattern(e)}"])
            .Where(route => !route.StartsWith("GET /assets/", StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');
}
