// The frame of pages for people who are not signed in: one card in the middle, the language above it.
import { Anchor, Card, Container, Group, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { AccountLanguage } from './account-language.js';

export function PublicPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Equipoise`;
  }, [title]);
  return (
    <Container component="main" size={480} py={{ base: 'md', sm: 64 }}>
      <Group justify="space-between" mb="lg">
        <Anchor component={Link} to="/sign-in" c="inherit" fw={700} fz={24}>
          Equipoise
        </Anchor>
        <AccountLanguage />
      </Group>
      <Card withBorder p="lg">
        <Title order={1} mb="sm">
          {title}
        </Title>
        {children}
      </Card>
    </Container>
  );
}

/** The token that a link carries after "#": it is sent to no server with the page. */
export function tokenOf(hash = window.location.hash): string {
  return decodeURIComponent(hash.replace(/^#/, ''));
}
