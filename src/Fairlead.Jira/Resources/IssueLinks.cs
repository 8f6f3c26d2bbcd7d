using System.Text.Json.Nodes;
using Fairlead.Jira.Calls;
using Fairlead.Jira.Json;

namespace Fairlead.Jira.Resources;

/// <param name="Inward">How the link reads from the inward side, for example "is duplicated by".</param>
public sealed record JiraLinkType(string Id, string Name, string Inward, string Outward);

/// <summary>Links between issues. Read them with the issue's field <c>issuelinks</c>.</summary>
public sealed class IssueLinksResource
{
    private readonly JiraCaller _caller;

    internal IssueLinksResource(JiraCaller caller) => _caller = caller;

    /// <summary><c>GET /issueLinkType</c>.</summary>
    /// <exception cref="JiraRefusedException">NotFound: linking is switched off on the site.</exception>
    public async Task<IReadOnlyList<JiraLinkType>> TypesAsync(CancellationToken ct)
    {
        var answer = await _caller.ReadAsync(JiraRequest.Get(JiraRoute.Of("/issueLinkType")), ct);
        return
        [
            .. from type in answer.Items("issueLinkTypes")
               let id = type.Text("id")
               let name = type.Text("name")
               where id is not null && name is not null
               select new JiraLinkType(id, name, type.Text("inward") ?? name, type.Text("outward") ?? name),
        ];
    }

    /// <summary>
    /// <c>POST /issueLink</c>. Jira makes the same link between the same issues only once, so repeating is safe. The answer carries nothing.
    /// </summary>
    /// <param name="typeName">Name of the type; seen on the inward issue it reads as its outward phrase: with "Duplicate" the inward issue "duplicates" the outward one.</param>
    public Task<JiraOutcome<JiraAccepted>> LinkAsync(string typeName, string inwardKey, string outwardKey, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["type"] = new JsonObject { ["name"] = typeName },
            ["inwardIssue"] = new JsonObject { ["key"] = inwardKey },
            ["outwardIssue"] = new JsonObject { ["key"] = outwardKey },
        };
        return _caller.EffectAsync(JiraRequest.Effect(HttpMethod.Post, JiraRoute.Of("/issueLink"), body, outwardKey), ct);
    }
}
