using System.Security.Claims;
using Fairlead.Client.Access;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Access.SignIn;
using Fairlead.Platform.Access.Storage;
using Fairlead.Platform.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Access;

/// <summary>Who may do what: users, sessions, API tokens, roles.</summary>
public static class AccessModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAccess()
        {
            services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
            services.TryAddSingleton(new LocalAccess(null));
            services.AddSingleton<UserStore>().AddSingleton<TokenStore>();
            services.AddSingleton<Passwords>().AddSingleton<SignInThrottle>().AddSingleton<SignInDesk>();
            services.AddSingleton<UserDirectory>().AddSingleton<ApiTokens>();
            services.AddAuthentication(FairleadAuthentication.SchemeName)
                .AddScheme<AuthenticationSchemeOptions, FairleadAuthentication>(FairleadAuthentication.SchemeName, null);
            services.AddAuthorizationBuilder()
                .AddPolicy(Roles.Viewer, p => p.RequireRole(nameof(Role.Viewer), nameof(Role.Editor), nameof(Role.Administrator)))
                .AddPolicy(Roles.Editor, p => p.RequireRole(nameof(Role.Editor), nameof(Role.Administrator)))
                .AddPolicy(Roles.Administrator, p => p.RequireRole(nameof(Role.Administrator)))
                // A route that names no role is open to nobody.
                .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder()
                    .RequireAuthenticatedUser().RequireAssertion(_ => false).Build());
            return services;
        }
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapAccess()
        {
            var me = routes.MapApi("/me", "Access").RequireAuthorization(Roles.Viewer);
            me.MapGet("", Me).WithName("getMe").WithSummary("Who the caller is.");

            var users = routes.MapApi("/users", "Access").RequireAuthorization(Roles.Administrator);
            users.MapGet("", ListUsers).WithName("listUsers").WithSummary("Users by name.");
            users.MapPost("", CreateUser).WithName("createUser").WithSummary("Makes a user.");
            users.MapPatch("/{id}", ChangeUser).WithName("changeUser").WithSummary("Changes role, password, or whether the user may sign in.");

            var tokens = routes.MapApi("/tokens", "Access").RequireAuthorization(Roles.Viewer);
            tokens.MapGet("", ListTokens).WithName("listTokens").WithSummary("Your tokens; an administrator sees all.");
            tokens.MapPost("", CreateToken).WithName("createToken").WithSummary("Makes a token; its value is in this answer only.");
            tokens.MapDelete("/{id}", RevokeToken).WithName("revokeToken").WithSummary("Revokes a token at once.");
        }
    }

    private static Ok<MeResponse> Me(ClaimsPrincipal principal)
    {
        var caller = Caller.Of(principal);
        return TypedResults.Ok(new MeResponse(caller.UserId, caller.Actor.Name, caller.Role));
    }

    private static async Task<Ok<IReadOnlyList<UserResponse>>> ListUsers(UserDirectory users, CancellationToken ct) =>
        TypedResults.Ok<IReadOnlyList<UserResponse>>([.. (await users.ListAsync(ct)).Select(Response)]);

    private static async Task<Created<UserResponse>> CreateUser(
        JsonBody<CreateUserRequest> body, ClaimsPrincipal principal, UserDirectory users, CancellationToken ct)
    {
        var user = await users.CreateAsync(Caller.Of(principal).Actor, body.Value, ct);
        return TypedResults.Created($"{ApiRoutes.Root}/users/{user.Id}", Response(user));
    }

    private static async Task<Results<Ok<UserResponse>, ProblemHttpResult>> ChangeUser(
        UserId id, JsonBody<ChangeUserRequest> body, ClaimsPrincipal principal, UserDirectory users, CancellationToken ct) =>
        await users.ChangeAsync(Caller.Of(principal).Actor, id, body.Value, ct) is { } user
            ? TypedResults.Ok(Response(user))
            : new Problem(ProblemKind.NotFound, "There is no such user.").ToResult();

    private static async Task<Ok<IReadOnlyList<ApiTokenResponse>>> ListTokens(
        ClaimsPrincipal principal, ApiTokens tokens, CancellationToken ct) =>
        TypedResults.Ok<IReadOnlyList<ApiTokenResponse>>([.. (await tokens.ListAsync(Caller.Of(principal), ct)).Select(Response)]);

    private static async Task<Created<CreatedApiTokenResponse>> CreateToken(
        JsonBody<CreateApiTokenRequest> body, ClaimsPrincipal principal, ApiTokens tokens, CancellationToken ct)
    {
        var (token, value) = await tokens.CreateAsync(Caller.Of(principal), body.Value, ct);
        return TypedResults.Created($"{ApiRoutes.Root}/tokens/{token.Id}", new CreatedApiTokenResponse(Response(token), value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeToken(
        ApiTokenId id, ClaimsPrincipal principal, ApiTokens tokens, CancellationToken ct) =>
        await tokens.RevokeAsync(Caller.Of(principal), id, ct)
            ? TypedResults.NoContent()
            : new Problem(ProblemKind.NotFound, "There is no such token.").ToResult();

    private static UserResponse Response(UserAccount user) =>
        new(user.Id, user.Name, user.Role, user.IsEnabled, user.CreatedAt, user.LastSignInAt);

    private static ApiTokenResponse Response(AccessToken token) => new(
        token.Id, token.Name, token.Prefix, token.Role, token.OwnerId, token.CreatedAt, token.ExpiresAt, token.LastUsedAt, token.RevokedAt);
}
