using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.People;

internal static class AccountShape
{
    public static JsonObject Of(this JiraView view, Account account)
    {
        var json = new JsonObject { ["self"] = view.SelfOf(account) };
        if (view.IsCloud)
        {
            json["accountId"] = account.AccountId;
            json["emailAddress"] = account.Email;
            json["avatarUrls"] = Avatars(view, account);
            json["displayName"] = account.DisplayName;
            json["active"] = account.IsActive;
            json["timeZone"] = account.TimeZoneId;
            json["accountType"] = "atlassian";
            return json;
        }

        json["name"] = account.Name;
        json["key"] = account.Key;
        json["emailAddress"] = account.Email;
        json["avatarUrls"] = Avatars(view, account);
        json["displayName"] = account.DisplayName;
        json["active"] = account.IsActive;
        json["timeZone"] = account.TimeZoneId;
        return json;
    }

    private static string SelfOf(this JiraView view, Account account) => view.IsCloud
        ? $"{view.Rest}/user?accountId={Uri.EscapeDataString(account.AccountId)}"
        : $"{view.Rest}/user?username={Uri.EscapeDataString(account.Name)}";

    private static JsonObject Avatars(JiraView view, Account account)
    {
        var url = $"{view.Site.BaseUrl}/secure/useravatar?ownerId={Uri.EscapeDataString(account.Key)}";
        return new JsonObject
        {
            ["48x48"] = url,
            ["24x24"] = url + "&size=small",
            ["16x16"] = url + "&size=xsmall",
            ["32x32"] = url + "&size=medium",
        };
    }
}
