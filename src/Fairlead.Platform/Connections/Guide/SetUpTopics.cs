using Fairlead.Client.Connections;

namespace Fairlead.Platform.Connections.Guide;

/// <summary>What an administrator of Jira prepares once.</summary>
internal static class SetUpTopics
{
    /// <summary>Where an account of Jira Cloud makes a token, also when one is replaced.</summary>
    public const string TokenPage = "Open https://id.atlassian.com/manage-profile/security/api-tokens in a private window, signed in as Fairlead's account and not as yourself.";

    /// <summary>Where an account of Jira Data Center makes a token, also when one is replaced.</summary>
    public const string TokenMenu = "Sign in to Jira as Fairlead's account; open the profile picture, Profile, Personal Access Tokens, Create token.";

    public const string Scopes = "Choose the app Jira and the scopes read:jira-work, write:jira-work and read:jira-user.";

    public static IReadOnlyList<GuideTopicResponse> All { get; } =
    [
        new("account", "Give Fairlead an account of its own", null, "With its own account Jira's history shows what Fairlead did, and nothing breaks when a person leaves.",
        [
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "At https://admin.atlassian.com, Directory, Service accounts, make an account and give it the app Jira with the role User. It needs a token with scopes or OAuth.",
                "Or, under Directory, Users, invite a mailbox that your team reads, such as fairlead@team.example, and give it Jira with the role User. It can use any token.",
                "Give neither a product or site administrator's role. Fairlead needs none.",
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "Under Administration, User management, Users, create a user such as fairlead with a mailbox that your team reads.",
                "Put it into a group that has the application access Jira Software.",
                "Sign in with it in a browser once, so that no captcha or first-time page is left.",
            ]),
        ]),
        new("token", "Make its token", null, "Fairlead signs in with a token, which can be replaced without touching the account. Jira shows it once: copy it at once.",
        [
            new("Jira Cloud, API token without scopes", JiraEditionKind.Cloud,
            [
                TokenPage,
                "Choose Create API token (the one without scopes), name it Fairlead, and choose when it ends, after a year at most.",
                "Give it to Fairlead with the account's e-mail: fairlead connection add team --site https://team.atlassian.net --email fairlead@team.example",
            ]),
            new("Jira Cloud, API token with scopes", JiraEditionKind.Cloud,
            [
                $"{TokenPage} A service account's token is made at admin.atlassian.com, Directory, Service accounts.",
                $"Choose Create API token with scopes. {Scopes}",
                "Give it to Fairlead with --scoped, the account's e-mail and the site's own address: Fairlead itself calls api.atlassian.com, where alone such a token works.",
            ]),
            new("Jira Cloud, OAuth 2.0 of a service account", JiraEditionKind.Cloud,
            [
                $"At admin.atlassian.com, Directory, Service accounts, open the account and choose Create credentials, OAuth 2.0. {Scopes}",
                "Copy client id and client secret, and give both to Fairlead: fairlead connection add team --site https://team.atlassian.net --client-id ID",
            ]),
            new("Jira Data Center, personal access token", JiraEditionKind.DataCenter,
            [
                TokenMenu,
                "Name it Fairlead and choose when it ends. It has no scopes: it may do what the account may.",
                "Give it to Fairlead without an e-mail: fairlead connection add team --site https://jira.team.example",
            ]),
        ]),
        new("permissions", "Give it its permissions", null, "Permissions belong to a project's permission scheme; groups and roles of the account count.",
        [
            new("Every project in which Fairlead makes tickets", null,
            [
                "In Jira open the project, Project settings, People (Data Center: Users and roles), and add the account with a role that may work on issues.",
                "In Project settings, Permissions, see that the role has Browse Projects, Create Issues, Edit Issues, Add Comments and Transition Issues.",
                "Useful, not needed: Assign Issues, Link Issues, Create Attachments, Delete Own Attachments, Edit Own Comments.",
                "Where the project has issue security, see that the account is in the level that new issues get.",
                "Look at what is granted: fairlead connection test team --project SEC",
            ]),
        ]),
        new("webhook", "Let Jira tell changes at once", null, "Without a webhook Fairlead looks every minute.",
        [
            new("Where the account administers Jira", null,
            [
                "Let Fairlead make it: fairlead connection webhook team --register --address https://fairlead.example.com",
            ]),
            new("Else, in Fairlead and then in Jira", null,
            [
                "Make the secret: fairlead connection webhook team --new-secret",
                "In Jira as an administrator open System, WebHooks, Create a WebHook. Name: Fairlead. Status: Enabled.",
                "URL: the address by which Jira reaches Fairlead, with https, and after it the path that the command shows (/webhooks/jira/ and an id). Secret: the one that the command shows.",
                "Issue related events, JQL: labels = fairlead. Choose Issue: created, updated, deleted, Comment: created, updated, deleted, and Worklog: created, updated, deleted.",
                "Leave Exclude body off, no transition chosen, and save.",
                "Change an issue of a ticket, then see whether it came: fairlead connection webhook team",
            ]),
        ]),
    ];
}
