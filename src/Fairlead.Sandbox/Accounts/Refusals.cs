using System.Text.Json.Nodes;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Accounts;

/// <summary>How each edition turns away whoever it does not know.</summary>
internal static class Refusals
{
    public static JiraAnswer Anonymous(Site site, bool viaGateway) => viaGateway
        ? Gateway("Unauthorized")
        : site.IsCloud
            ? JiraAnswer.OfFramework(401, "Client must be authenticated to access this resource.").With("WWW-Authenticate", Realm(site))
            : JiraAnswer.Of(new JiraRefusal(401, "You are not authenticated. Authentication required to perform this operation."))
                .With("WWW-Authenticate", Realm(site));

    public static JiraAnswer BadCredentials(Site site, bool viaGateway) => viaGateway
        ? Gateway("Unauthorized")
        : site.IsCloud
            ? JiraAnswer.OfFramework(401, "Client must be authenticated to access this resource.")
                .With("X-Seraph-LoginReason", "AUTHENTICATED_FAILED").With("WWW-Authenticate", Realm(site))
            : JiraAnswer.Html(401, Page("Unauthorized (401)", "Basic Authentication Failure - Reason : AUTHENTICATED_FAILED"))
                .With("X-Seraph-LoginReason", "AUTHENTICATED_FAILED").With("WWW-Authenticate", Realm(site));

    public static JiraAnswer BadToken(Site site, bool viaGateway) => viaGateway
        ? Gateway("Unauthorized")
        : JiraAnswer.OfFramework(401, "Client must be authenticated to access this resource.")
            .With("X-Seraph-LoginReason", "AUTHENTICATED_FAILED").With("WWW-Authenticate", Realm(site));

    public static JiraAnswer BasicIsOff() =>
        JiraAnswer.OfFramework(401, "Basic authentication has been disabled on this instance.");

    public static JiraAnswer Captcha(Site site) =>
        JiraAnswer.Html(403, Page("Forbidden (403)", "Basic Authentication Failure - Reason : AUTHENTICATION_DENIED"))
            .With("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")
            .With("X-Authentication-Denied-Reason", $"CAPTCHA_CHALLENGE; login-url={site.BaseUrl}/login.jsp");

    public static JiraAnswer Gateway(string message) =>
        new(401, new JsonObject { ["code"] = 401, ["message"] = message });

    public static string Page(string title, string text) =>
        $"<html>\n<head>\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{text}</p>\n</body>\n</html>\n";

    private static string Realm(Site site) => $"OAuth realm=\"{Uri.EscapeDataString(site.BaseUrl)}\"";
}
