using Fairlead.Platform.Access;
using Fairlead.Platform.Access.SignIn;
using Fairlead.Platform.Http;

namespace Fairlead.Web.Shell;

/// <summary>Set-up, sign-in and sign-out: plain pages with forms.</summary>
internal static class SignInRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        open.MapGet("/sign-in", ShowSignIn);
        open.MapPost("/sign-in", SignIn);
        open.MapPost("/sign-out", SignOut);
        open.MapGet("/setup", ShowSetup);
        open.MapPost("/setup", SetUp);
    }

    private static async Task<IResult> ShowSignIn(HttpContext context, UserDirectory users, string? returnUrl, CancellationToken ct) =>
        await users.AnyAsync(ct)
            ? Forms.Page<SignInPage>(context, StatusCodes.Status200OK, new { ReturnUrl = ReturnAddress.Safe(returnUrl) })
            : TypedResults.Redirect("/setup");

    private static async Task<IResult> SignIn(HttpContext context, SignInDesk desk, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var (name, password) = (form["name"].ToString(), form["password"].ToString());
        var returnUrl = ReturnAddress.Safe(form["returnUrl"]);
        var address = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        var outcome = name.Length > 64 || password.Length > Passwords.MaxLength
            ? new SignInOutcome.Refused()
            : await desk.SignInAsync(name, password, address, ct);
        switch (outcome)
        {
            case SignInOutcome.SignedIn signedIn:
                SessionCookie.Write(context, signedIn.Cookie);
                return Forms.SeeOther(context, returnUrl);
            case SignInOutcome.TooMany many:
                context.Response.Headers.RetryAfter = Math.Ceiling(many.RetryAfter.TotalSeconds).ToString("0");
                return Forms.Page<SignInPage>(context, StatusCodes.Status429TooManyRequests, new
                {
                    ReturnUrl = returnUrl,
                    Name = name,
                    Error = $"Too many attempts. Try again in {Math.Ceiling(many.RetryAfter.TotalSeconds):0} s.",
                });
            case SignInOutcome.Refused:
                return Forms.Page<SignInPage>(context, StatusCodes.Status401Unauthorized, new
                {
                    ReturnUrl = returnUrl,
                    Name = name,
                    Error = "User name or password is not right.",
                });
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<IResult> SignOut(HttpContext context, SignInDesk desk, CancellationToken ct)
    {
        Forms.CheckOrigin(context.Request);
        if (context.Request.Cookies.TryGetValue(SessionCookie.NameFor(context.Request), out var cookie))
            await desk.EndSessionAsync(cookie, ct);
        SessionCookie.Clear(context);
        return Forms.SeeOther(context, "/sign-in");
    }

    private static async Task<IResult> ShowSetup(HttpContext context, UserDirectory users, string? code, CancellationToken ct) =>
        await users.AnyAsync(ct)
            ? TypedResults.Redirect("/sign-in")
            : Forms.Page<SetupPage>(context, StatusCodes.Status200OK, new { Code = code });

    private static async Task<IResult> SetUp(HttpContext context, UserDirectory users, SignInDesk desk, CancellationToken ct)
    {
        var form = await Forms.ReadAsync(context, ct);
        var (code, name, password) = (form["code"].ToString().Trim(), form["name"].ToString(), form["password"].ToString());
        if (await users.AnyAsync(ct))
            return Forms.SeeOther(context, "/sign-in");

        try
        {
            if (await users.SetUpAsync(code, name, password, ct) is { } user)
            {
                SessionCookie.Write(context, await desk.OpenSessionAsync(user.Id, ct));
                return Forms.SeeOther(context, "/");
            }
        }
        catch (ProblemException e)
        {
            return Forms.Page<SetupPage>(context, e.Problem.Kind.Status, new { Code = code, Name = name, Error = e.Problem.Detail });
        }

        return Forms.Page<SetupPage>(context, StatusCodes.Status401Unauthorized, new
        {
            Code = code,
            Name = name,
            Error = "That is not the code, or it is too old. Restart the server for a new one.",
        });
    }
}
