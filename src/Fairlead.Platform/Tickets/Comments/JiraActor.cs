using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>Somebody in Jira, as the audit trail names people.</summary>
internal static class JiraActor
{
    public static Actor Of(JiraUser? user) => new(Client.Operations.ActorKind.Jira, user?.Id, NameOf(user));

    public static string NameOf(JiraUser? user) => PlainText.OneLine(user?.DisplayName ?? "somebody in Jira");
}
