using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Access;

/// <summary>Users, API tokens and who one is.</summary>
public sealed class AccessClient(FairleadTransport transport)
{
    public Task<MeResponse> MeAsync(CancellationToken ct) => transport.GetAsync<MeResponse>("api/v1/me", ct);

    public Task<IReadOnlyList<UserResponse>> UsersAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<UserResponse>>("api/v1/users", ct);

    public Task<UserResponse> CreateUserAsync(CreateUserRequest user, CancellationToken ct) =>
        transport.SendAsync<CreateUserRequest, UserResponse>(HttpMethod.Post, "api/v1/users", user, ct);

    public Task<UserResponse> ChangeUserAsync(UserId id, ChangeUserRequest change, CancellationToken ct) =>
        transport.SendAsync<ChangeUserRequest, UserResponse>(HttpMethod.Patch, $"api/v1/users/{id}", change, ct);

    public Task<IReadOnlyList<ApiTokenResponse>> TokensAsync(CancellationToken ct) =>
        transport.GetAsync<IReadOnlyList<ApiTokenResponse>>("api/v1/tokens", ct);

    public Task<CreatedApiTokenResponse> CreateTokenAsync(CreateApiTokenRequest token, CancellationToken ct) =>
        transport.SendAsync<CreateApiTokenRequest, CreatedApiTokenResponse>(HttpMethod.Post, "api/v1/tokens", token, ct);

    public Task RevokeTokenAsync(ApiTokenId id, CancellationToken ct) => transport.DeleteAsync($"api/v1/tokens/{id}", ct);
}
