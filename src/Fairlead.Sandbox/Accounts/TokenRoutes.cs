using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Sandbox.Accounts;

/// <summary>The client-credentials grant of both editions, and on Cloud an app's refresh tokens.</summary>
internal static class TokenRoutes
{
    public static void Map(RouteTable routes, SignIn signIn)
    {
        if (routes.IsCloud)
        {
            routes.At("POST", "/oauth/token", c => OnCloud(c, signIn), Anyone);
            routes.At("GET", "/oauth/token/accessible-resources", Resources, Anyone);
        }
        else
        {
            routes.At("POST", "/rest/oauth2/latest/token", c => OnDataCenter(c, signIn), Anyone);
        }
    }

    private static JiraRoute Anyone(JiraRoute route) => route with { IsAnonymous = true, TakesAnyBody = true, IsUnlimited = true };

    private static JiraAnswer OnCloud(JiraCall call, SignIn signIn)
    {
        var json = call.Http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
            ? call.Json
            : Form(call);
        if ((string?)json["grant_type"] == "refresh_token")
            return Refreshed(call, json, signIn);
        if ((string?)json["grant_type"] != "client_credentials")
            return Error(403, "unsupported_grant_type", "Unsupported grant type: " + json["grant_type"]);
        return signIn.Grant((string?)json["client_id"], (string?)json["client_secret"]) is { } token
            ? JiraAnswer.Ok(Granted(call, token, "read:jira-work write:jira-work read:jira-user"))
            : Error(401, "access_denied", "Unauthorized");
    }

    private static JiraAnswer Refreshed(JiraCall call, JsonObject json, SignIn signIn)
    {
        var given = signIn.Refresh((string?)json["client_id"], (string?)json["client_secret"], (string?)json["refresh_token"]);
        if (given is not var (access, refresh))
            return Error(403, "invalid_grant", "Unknown or invalid refresh token.");
        var answer = Granted(call, access, "read:jira-work write:jira-work read:jira-user manage:jira-webhook offline_access");
        answer["refresh_token"] = refresh;
        return JiraAnswer.Ok(answer);
    }

    private static JiraAnswer OnDataCenter(JiraCall call, SignIn signIn)
    {
        var form = Form(call);
        if ((string?)form["grant_type"] != "client_credentials")
            return Error(400, "unsupported_grant_type", "The grant type is not supported.");
        return signIn.Grant((string?)form["client_id"], (string?)form["client_secret"]) is { } token
            ? JiraAnswer.Ok(Granted(call, token, (string?)form["scope"] ?? "WRITE"))
            : Error(401, "invalid_client", "Client authentication failed.");
    }

    private static JiraAnswer Resources(JiraCall call) => JiraAnswer.Ok(new JsonArray(new JsonObject
    {
        ["id"] = $"{call.Site.Accounts.CloudId}",
        ["url"] = call.Site.BaseUrl,
        ["name"] = "sandbox",
        ["scopes"] = new JsonArray("read:jira-work", "write:jira-work", "read:jira-user"),
        ["avatarUrl"] = $"{call.Site.BaseUrl}/avatar.png",
    }));

    private static JsonObject Granted(JiraCall call, string token, string scope) => new()
    {
        ["access_token"] = token,
        ["scope"] = scope,
        ["expires_in"] = (long)call.Site.Options.AccessTokenLifetime.TotalSeconds,
        ["token_type"] = "Bearer",
    };

    private static JsonObject Form(JiraCall call)
    {
        var json = new JsonObject();
        foreach (var (name, values) in QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Body)))
            json[name] = values.ToString();
        return json;
    }

    private static JiraAnswer Error(int status, string error, string description) =>
        new(status, new JsonObject { ["error"] = error, ["error_description"] = description });
}
