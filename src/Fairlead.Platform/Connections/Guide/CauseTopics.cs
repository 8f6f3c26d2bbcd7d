using System.Text.Json;
using Fairlead.Client.Connections;

namespace Fairlead.Platform.Connections.Guide;

/// <summary>What a cause means and how to end it.</summary>
internal static class CauseTopics
{
    private const string TestAgain = "Test again: fairlead connection test team";
    private const string Rotate = "Give it to Fairlead and let the old one rest: fairlead connection rotate team";
    private const string RevokeOld = "When the test works, revoke the old token where you made the new one.";

    public static IReadOnlyList<GuideTopicResponse> All { get; } =
    [
        Of(ConnectionCause.WrongUrl, "The address is not that of a Jira", "Something answers there, but not Jira's API; or the site sends callers on to another name.",
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "Open Jira in a browser and copy the beginning of the address: https://team.atlassian.net. What follows, such as /jira/your-work, does not matter.",
                "See that the part before .atlassian.net is your site's. After a renaming it is the new name.",
                "Correct it: fairlead connection edit team --site https://team.atlassian.net",
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "Take the base URL from Administration, System, General configuration, with its context path: https://jira.team.example/jira.",
                "From the machine where Fairlead runs, the address with /rest/api/2/serverInfo behind it must answer with JSON.",
                "Correct it: fairlead connection edit team --site https://jira.team.example/jira",
            ])),
        Of(ConnectionCause.WrongEdition, "A Cloud where a Data Center was expected, or the other way round", "The two editions take different credentials, so this one cannot work there.",
            new("The site is a Cloud", null,
            [
                "Make an API token as the topic token says, and add the connection anew with --email.",
                "Remove the wrong one: fairlead connection remove team",
            ]),
            new("The site is a Data Center", null,
            [
                "Make a personal access token as the topic token says, and add the connection anew without --email.",
                "Remove the wrong one: fairlead connection remove team",
            ])),
        Of(ConnectionCause.AuthenticationFailed, "Jira does not accept the credential", "It never worked yet, so most often it is a wrong account, a wrong kind of token or a part that was not copied.",
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "See whether the e-mail is that of the account that made the token, letter by letter. A user name does not work.",
                "A token with scopes needs --scoped, one without must not have it.",
                $"If in doubt, make a new one: {SetUpTopics.TokenPage}",
                Rotate,
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "User and password are off from Jira 11.0 unless an administrator turned them on. Use a personal access token.",
                "A personal access token goes without user or e-mail. An administrator can turn such tokens off: Administration, System, Personal access tokens.",
                $"If in doubt, make a new one: {SetUpTopics.TokenMenu}",
                Rotate,
            ])),
        Of(ConnectionCause.TokenExpiredOrRevoked, "The token has ended", "It worked before, or Jira says so: its time is over, somebody revoked it, or the account lost access.",
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "At https://admin.atlassian.com, Directory, see that the account is active and still has Jira.",
                SetUpTopics.TokenPage,
                "Make a new token of the same kind, with the same scopes where it had any.",
                Rotate,
                RevokeOld,
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "Under Administration, User management, see that the account is active and in its group.",
                SetUpTopics.TokenMenu,
                Rotate,
                RevokeOld,
            ])),
        Of(ConnectionCause.AccountDisabledOrCaptcha, "The account is disabled, or has to solve a captcha", "Jira refuses the account whatever the secret. Fairlead does not try again by itself, so as not to lock it for longer.",
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "At https://admin.atlassian.com, Directory, open the account. If it is suspended or deactivated, restore it.",
                "Sign in with it in a browser once and answer what is asked there.",
                TestAgain,
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "Sign in with the account in a browser once and solve the captcha; or, under Administration, User management, choose Reset failed login count.",
                "See there that it is active.",
                "Find what signs in with an old password, or the captcha comes back.",
                TestAgain,
            ])),
        Of(ConnectionCause.InsufficientPermission, "The account may not do what is needed", "Signing in works, but the account sees no project, lacks a permission in one, or its token lacks a scope.",
            new("The account", null,
            [
                "See which permission lacks: fairlead connection test team --project SEC",
                "Grant it as the topic permissions says, in the scheme of that project.",
                "See that the account still has access to Jira itself, by its group.",
                TestAgain,
            ]),
            new("Jira Cloud, token with scopes", JiraEditionKind.Cloud,
            [
                "Scopes cannot be added later. Make a new token with scopes.",
                SetUpTopics.Scopes,
                Rotate,
            ])),
        Of(ConnectionCause.ProxyOrLoginPage, "A proxy or a sign-in page answers in Jira's place", "Single sign-on, a proxy or a firewall takes the calls before they reach Jira.",
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "Let your proxy pass calls from Fairlead's machine to the site, to api.atlassian.com and to auth.atlassian.com.",
                "Where calls must go through a proxy, set Connections:Proxy.",
                TestAgain,
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "Let the single sign-on or proxy in front of Jira pass the path /rest/ from Fairlead's machine without a sign-in page.",
                "Or give the inner address of Jira, behind it: fairlead connection edit team --site https://jira.inner.example",
                TestAgain,
            ])),
        Of(ConnectionCause.Unreachable, "Nothing answers", "There is no such name, nobody is there, or no answer came in time.",
            new GuidePartResponse("From the machine where Fairlead runs", null,
            [
                "Ask for the name (nslookup), then for the address with /rest/api/2/serverInfo behind it (curl).",
                "If the name is not known, correct the address or this machine's DNS.",
                "If nothing answers, see that Jira runs, and let the firewall pass its port, 443 as a rule.",
                "Where calls must go through a proxy, set Connections:Proxy.",
                TestAgain,
            ])),
        Of(ConnectionCause.Tls, "There is no safe connection", "The certificate is not accepted, or the port does not speak https.",
            new GuidePartResponse("From the machine where Fairlead runs", null,
            [
                "Ask the address with curl -v and read why the certificate is refused: its time, its name or its authority.",
                "If it ended or is for another name, renew it, or use the name that it is for.",
                "If your own authority made it, add the authority's certificate to those that this machine trusts, and start Fairlead again.",
                "If the port speaks plain http, give the one that speaks https.",
                TestAgain,
            ])),
        Of(ConnectionCause.AddressRefused, "Fairlead does not call this address", "Addresses of this machine, link-local ones and those without TLS are refused, so that nobody leads a token elsewhere.",
            new GuidePartResponse("Any Jira", null,
            [
                "Give the address by which others reach this Jira, with https.",
                "For a Jira on this machine start the server with --allow-loopback-jira, for one without TLS with --allow-plain-http-jira. Do so for trials only.",
                TestAgain,
            ])),
        Of(ConnectionCause.RateLimited, "Jira limits calls now", "Too many calls came from this account or site. The connection itself may be fine.",
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "Wait as long as the test says. Fairlead waits by itself and carries on.",
                "If it comes often, see which other programs use the same account, and give Fairlead one of its own.",
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "Wait as long as the test says. Fairlead waits by itself and carries on.",
                "If it comes often, an administrator allows the account more: Administration, System, Rate limiting, Exemptions.",
            ])),
        Of(ConnectionCause.JiraFailed, "Jira answers with an error of its own", "It may be starting, under maintenance or out of order.",
            new("Jira Cloud", JiraEditionKind.Cloud,
            [
                "See https://status.atlassian.com.",
                "Wait: Fairlead tries again every two minutes.",
            ]),
            new("Jira Data Center", JiraEditionKind.DataCenter,
            [
                "Open Jira in a browser. If it starts or is under maintenance, wait: Fairlead tries again every two minutes.",
                "If it stays, look into atlassian-jira.log at the moment of the test.",
            ])),
        Of(ConnectionCause.SecretUnreadable, "Fairlead cannot read the secret", "The place that the credential refers to holds nothing, or the vault cannot be opened with this master key.",
            new("The secret is elsewhere (env: or file:)", null,
            [
                "See that the variable is set for the server's process, or that the file is there and its user may read it.",
                TestAgain,
            ]),
            new("The secret is in the vault", null,
            [
                "If the data directory was restored or moved, restore the master key that belongs to it.",
                "If that key is lost, make a new token. " + Rotate,
            ])),
        Of(ConnectionCause.SiteChanged, "Another Jira answers than before", "It may be a copy, such as staging. Nothing is written until a person looked.",
            new("The address leads to a copy", null,
            [
                "Put the address, or the DNS entry, right: fairlead connection edit team --site https://team.atlassian.net",
                TestAgain,
            ]),
            new("This is the right Jira: it was renamed, moved or set back", null,
            [
                "See which Jira is known and which answers: fairlead connection test team",
                "As an administrator say that it is right: fairlead connection accept-site team",
            ])),
    ];

    private static GuideTopicResponse Of(ConnectionCause cause, string title, string meaning, params IReadOnlyList<GuidePartResponse> parts) =>
        new(JsonNamingPolicy.KebabCaseLower.ConvertName(cause.ToString()), title, cause, meaning, parts);
}
