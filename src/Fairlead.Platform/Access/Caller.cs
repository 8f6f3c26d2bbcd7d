using System.Security.Claims;
using Fairlead.Client.Access;
using Fairlead.Client.Operations;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;

namespace Fairlead.Platform.Access;

/// <summary>Who is behind a request.</summary>
/// <param name="UserId">The user, or the owner of the token; <see langword="null"/> for the local command line and ownerless tokens.</param>
public sealed record Caller(Actor Actor, UserId? UserId, Role Role)
{
    private const string KindClaim = "fairlead:kind";
    private const string UserClaim = "fairlead:user";

    /// <exception cref="InvalidOperationException">Nobody is signed in; the route is not guarded.</exception>
    public static Caller Of(ClaimsPrincipal principal)
    {
        var id = principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("Nobody is signed in.");
        return new Caller(
            new Actor(Enum.Parse<ActorKind>(principal.FindFirstValue(KindClaim)!), id, principal.Identity!.Name!),
            TypedId.TryParse<UserId>(principal.FindFirstValue(UserClaim), out var user) ? user : null,
            Enum.Parse<Role>(principal.FindFirstValue(ClaimTypes.Role)!));
    }

    internal ClaimsPrincipal ToPrincipal(string authenticationType)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, Actor.Id ?? "local"),
            new(ClaimTypes.Name, Actor.Name),
            new(ClaimTypes.Role, Role.ToString()),
            new(KindClaim, Actor.Kind.ToString()),
        ];
        if (UserId is { } user)
            claims.Add(new(UserClaim, user.ToString()));
        return new(new ClaimsIdentity(claims, authenticationType));
    }
}
